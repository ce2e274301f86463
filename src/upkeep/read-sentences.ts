import { dropFillers } from '../pipeline/split-questions.ts'
import { makesPromise } from '../responder/check-promises.ts'

const SENTENCES = /(?<=[.!?…])\s+|\n+/u
const PLACEHOLDER = /\[\p{Lu}+_\d+\]/u
/** Shorter ones are courtesy. */
const LEAST_WORDS = 3
const CLOSING =
  /^(?:qualquer (?:outra )?(?:d[uú]vida|coisa)|estamos [aà] disposi[cç][aã]o|fico [aà] disposi[cç][aã]o|cualquier (?:otra )?(?:duda|consulta)|quedo atent[oa]|if you have any|let (?:me|us) know|feel free|(?:muito )?obrigad[oa]|(?:muchas )?gracias|thank(?:s| you))/iu

/**
 * The sentences of a person's reply that may hold for everybody: no greeting, no question, no promise to look into it, and
 * nothing in which personal data stood (`hidden` has placeholders for them).
 */
export function readSentences(hidden: string): string[] {
  return hidden
    .split(SENTENCES)
    .map((sentence) => dropFillers(sentence.trim()))
    .filter((sentence) => sentence.split(/\s+/u).length >= LEAST_WORDS)
    .filter((sentence) => !/[?？]$/u.test(sentence) && !PLACEHOLDER.test(sentence) && !CLOSING.test(sentence))
    .filter((sentence) => !makesPromise(sentence))
    .map((sentence) => sentence[0]!.toUpperCase() + sentence.slice(1))
}

/** Whether a text stands for one person only. */
export function isPersonal(hidden: string): boolean {
  return PLACEHOLDER.test(hidden)
}

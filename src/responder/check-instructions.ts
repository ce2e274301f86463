import type { CheckFailure } from '../domain/draft.ts'
import type { Language } from '../domain/language.ts'
import type { Passage } from '../domain/passage.ts'
import { extractTerms } from '../inference/extract-terms.ts'

/** Words that no reply of a shop has, wherever they come from. */
const TRACES = [
  /system ?prompt|prompt (?:do|de|del) sistema|(?:initial|hidden|developer|system) instructions?|prompt injection/iu,
  /(?:ignor|desconsider|esque[cç]|olvid|disregard|forget|overrid)\p{L}*\s+(?:\p{L}+\s+){0,4}(?:instru[cç]|instructions?|regras|reglas|rules|prompt|diretrizes|directrices|guidelines)/iu,
  /(?:as|i am|i[’']m|being) an? (?:ai|artificial intelligence|(?:large )?language model|chatbot|llm|bot)\b/iu,
  /(?:como|sou|soy|enquanto) (?:um |uma |un |una )?(?:ia\b|i\.a\.|intelig[eê]ncia artificial|inteligencia artificial|modelo de (?:linguagem|lenguaje)|assistente virtual de ia)/iu,
  /(?:my|minhas|meu|mis|mi) (?:instructions|instru[cç][oõ]es|instrucciones|prompt|guidelines|diretrizes|directrices)/iu,
  /(?:fui|he sido|i was|i[’']ve been|i have been|estou|estoy) (?:programad[oa]|instru[ií]d[oa]|instructed|programmed|configurad[oa]|told to)/iu,
  /\b(?:jailbreak|developer mode|modo desenvolvedor|modo desarrollador|dan mode|modo dan|debug mode|admin mode)\b/iu,
  /^\s*(?:system|assistant|user|developer)\s*:/imu,
  /<\/?(?:system|assistant|user|passages?|thread|message|questions?|script|iframe|img|instructions?)\b[^>]*>?/iu,
  /\[\/?INST\]|<\|[\w]+\|>|<<SYS>>|###\s*(?:system|instruction|response)/iu,
  /\[P\d+\]|\bcited_ids\b|\banswers_all\b/u,
  /(?:a partir de agora|de agora em diante|a partir de ahora|from now on),? (?:eu |yo |i )?(?:sou|soy|vou ser|am|will be|i[’']m|respondo|responderei)/iu,
  /(?:agora|ahora|now),? (?:eu |yo |i )?(?:sou|soy|am|i[’']m) (?:o|a|um|uma|el|la|un|una|the|an?|your) /iu,
] as const

/** Suspicious unless the entry itself speaks so: a shop of software may show code. */
const CODE =
  /```|^\s*(?:#!\/|import |from \w+ import |def \w+\(|function \w*\(|const \w+ ?=|SELECT .+ FROM|#include|public class)|\b(?:console\.log|print)\(|\{\{.*\}\}|<\?php|\bprompt\b/imu

// “Reply only with …”, “diga exatamente …”: what follows is what an obedient draft would say.
const ORDER =
  /(?<!\p{L})(?:reply|respond|answer|say|write|output|print|repeat|tell (?:me|them)|diga|responda|responde|escreva|escreve|repita|fale|di|diga|escribe|escriba|repite|contesta|conteste|conclua|termine|end|finish|begin|start|comece|empieza)\s+(?:(?:only|solely|just|exactly|always|apenas|s[oó]|somente|unicamente|[uú]nicamente|solamente|exatamente|sempre|solo|s[oó]lo|exactamente|siempre|with|com|con|que|that|the words?|a palavra|a frase|la palabra|la frase|your (?:reply|answer|message)|sua resposta|tu respuesta|by saying|after me|isso|isto|esto|this|in|em|en)(?:\s*:\s*|\s+)){0,6}[“"'‘«:]?\s*([^\n”"'’»]{3,80})/giu
const INJECTION =
  /(?:ignor|desconsider|esque[cç]|olvid|disregard|forget|overrid)\p{L}*\s+(?:\p{L}+\s+){0,5}(?:instru|regras|reglas|rules|prompt|acima|above|anterior|previous|antes|tudo|todo|everything)|system ?prompt|(?:you are|voc[eê] [eé]|eres|tu es) (?:now|agora|ahora)|(?:act|aja|act[uú]a|finja|pretend|comport\p{L}*) (?:as|como|que|like|to be)|(?:new|nova|nueva)s? (?:instru|rules?|regras?|reglas?)|jailbreak|developer mode|<\/?\w+>|^\s*(?:system|assistant)\s*:/imu

/**
 * A draft must not show that it obeyed a text it was only given to read: it talks of prompts and roles, shows code or
 * the ids of its material, or says just what an injected instruction asked for.
 */
export function checkInstructions(
  text: string,
  material: {
    readonly customerWords: readonly string[]
    readonly cited: readonly Passage[]
    readonly retrieved: readonly Passage[]
    readonly ownWords: readonly string[]
    readonly language: Language
    readonly isLeak: boolean
  },
): CheckFailure[] {
  const draft = text.normalize('NFKC').replace(/\p{Cf}/gu, '')
  const entries = material.cited.map(({ entry }) => `${entry.question}\n${entry.answer}`).join('\n')
  const isObedient =
    material.isLeak ||
    TRACES.some((trace) => trace.test(draft)) ||
    (CODE.test(draft) && !CODE.test(entries)) ||
    material.retrieved.some(
      ({ entry }) => draft.includes(entry.id) || namesId(draft, entry.external_id, entries),
    ) ||
    material.customerWords.some((words) => saysWhatWasOrdered(draft, words, entries)) ||
    echoesCustomer(draft, material)
  return isObedient ? ['instruction_followed'] : []
}

/**
 * A sentence that is made of the customer's own words and of hardly any of the entries': what an obedient draft says,
 * whatever asked for it. Not told for a draft that translates its entry.
 */
function echoesCustomer(
  draft: string,
  { customerWords, cited, ownWords, language }: Parameters<typeof checkInstructions>[1],
): boolean {
  const own = cited.filter(({ entry }) => entry.language === language)
  if (own.length === 0) return false
  const known = new Set(
    [...ownWords, ...own.flatMap(({ entry }) => [entry.question, entry.answer])].flatMap(stemsOf(language)),
  )
  const heard = new Set(customerWords.flatMap(stemsOf(language)))
  return draft.split(/[.!?\n;:]+(?=\s|$)/u).some((sentence) => {
    const stems = stemsOf(language)(sentence)
    const echoed = stems.filter((stem) => heard.has(stem) && !known.has(stem)).length
    return echoed >= 2 && echoed > stems.filter((stem) => known.has(stem)).length
  })
}

/** Words of some length by their stem in the language. */
function stemsOf(language: Language) {
  return (text: string) =>
    extractTerms(text, language).filter((term) => term.startsWith('0') && term.length > 3)
}

/** External ids are often plain words; only one that cannot be a word gives the draft away. */
function namesId(draft: string, externalId: string, entries: string): boolean {
  if (externalId.length < 5 || !/[\d_]/u.test(externalId) || !/\p{L}/u.test(externalId)) return false
  return draft.includes(externalId) && !entries.includes(externalId)
}

function saysWhatWasOrdered(draft: string, message: string, entries: string): boolean {
  if (!INJECTION.test(message)) return false
  const said = squash(draft)
  const known = squash(entries)
  return [...message.matchAll(ORDER)].some(([, phrase]) => {
    const wanted = squash(phrase!.split(/[.!?;,<>{}[\]|*]/u)[0]!)
    return wanted.length >= 3 && said.includes(wanted) && !known.includes(wanted)
  })
}

function squash(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

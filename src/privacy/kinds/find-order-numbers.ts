import { allOf, matchPattern } from '../match-pattern.ts'
import type { Finder } from '../span.ts'

/**
 * Order numbers by a workspace's own masks: `9` is a digit, `a` a letter, `*` either, and anything else stands for itself
 * (`PED-999999`, `#99999`). A mask has one length and no repetition, so that no text can make it slow.
 */
export function orderNumberFinder(masks: readonly string[]): Finder {
  return allOf(
    ...masks.map((mask) =>
      matchPattern('ORDER', new RegExp(`${START}${[...mask].map(classOf).join('')}${END}`, 'giu')),
    ),
  )
}

const START = '(?<![\\p{L}\\d])'
const END = '(?![\\p{L}\\d])'

function classOf(character: string): string {
  switch (character) {
    case '9':
      return '\\d'
    case 'a':
      return '\\p{L}'
    case '*':
      return '[\\p{L}\\d]'
    default:
      return /[\p{L}\d\s]/u.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`
  }
}

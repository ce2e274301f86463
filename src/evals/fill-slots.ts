import type { Language } from '../domain/language.ts'
import { pick, type Random } from './make-random.ts'

/** A group of people with the names that sentences are filled with. */
export interface Group {
  readonly group: string
  readonly trait: string
  /** Not protected: never fills a hateful sentence. */
  readonly hard_negative?: boolean
  readonly terms: Readonly<Record<Language, readonly string[]>>
  readonly singular: Readonly<Record<Language, readonly string[]>>
  readonly slurs: Readonly<Record<Language, readonly string[]>>
}

export interface Filling {
  readonly isHate: boolean
  readonly traits: readonly string[] | undefined
  /** How many different fillings at most. */
  readonly count: number
  readonly random: Random
}

const SLOT = /\{(group|person|slur)\}/g
const CHOICE = /\[([^[\]]*\|[^[\]]*)\]/g
const LISTS = { group: 'terms', person: 'singular', slur: 'slurs' } as const

/** The sentence with its slots filled by different groups and its choices made; by itself where it has neither. */
export function fillSlots(
  text: string,
  language: Language,
  groups: readonly Group[],
  how: Filling,
): string[] {
  if (text.search(SLOT) < 0 && text.search(CHOICE) < 0) return [text]
  const fitting = groups.filter((group) => fits(group, text, language, how))
  const found = new Set<string>()
  for (let tries = 0; tries < how.count * 3 && found.size < how.count && fitting.length > 0; tries += 1) {
    const group = pick(fitting, how.random)
    const chosen = text.replace(CHOICE, (_, options: string) => pick(options.split('|'), how.random))
    found.add(
      chosen.replace(SLOT, (_, slot: keyof typeof LISTS) => pick(group[LISTS[slot]][language], how.random)),
    )
  }
  return [...found]
}

function fits(group: Group, text: string, language: Language, { isHate, traits }: Filling): boolean {
  if (isHate && group.hard_negative === true) return false
  if (isHate && traits !== undefined && !traits.includes(group.trait)) return false
  const slots = [...text.matchAll(SLOT)].map((match) => match[1] as keyof typeof LISTS)
  return slots.every((slot) => group[LISTS[slot]][language].length > 0)
}

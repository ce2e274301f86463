import type { Language } from '../src/domain/language.ts'

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
  readonly random: () => number
}

const SLOT = /\{(group|person|slur)\}/g
const LISTS = { group: 'terms', person: 'singular', slur: 'slurs' } as const

export function hasSlot(text: string): boolean {
  return text.search(SLOT) >= 0
}

/** The sentence with its slots filled by different groups; by itself where it has none. */
export function fillSlots(
  text: string,
  language: Language,
  groups: readonly Group[],
  how: Filling,
): string[] {
  if (!hasSlot(text)) return [text]
  const fitting = groups.filter((group) => fits(group, text, language, how))
  const found = new Set<string>()
  for (let tries = 0; tries < how.count * 3 && found.size < how.count && fitting.length > 0; tries += 1) {
    const group = fitting[Math.floor(how.random() * fitting.length)]!
    found.add(
      text.replace(SLOT, (_, slot: keyof typeof LISTS) => {
        const names = group[LISTS[slot]][language]
        return names[Math.floor(how.random() * names.length)]!
      }),
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

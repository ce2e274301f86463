import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LANGUAGES } from '../domain/language.ts'
import type { Case } from './case.ts'
import { fillSlots, type Group } from './fill-slots.ts'
import { makeRandom } from './make-random.ts'
import { readLines } from './read-lines.ts'
import { EVALS } from './read-shop.ts'

const LABELS = ['hate', 'spam', 'danger'] as const

/** The sentences of evals/hate, evals/spam and evals/danger, each filled once: what the classifier alone makes of them. */
export function sentenceCases(): Case[] {
  const groups = JSON.parse(readFileSync(join(EVALS, 'groups.json'), 'utf8')) as Group[]
  const random = makeRandom(5)
  return LABELS.flatMap((name) =>
    LANGUAGES.flatMap((language) => {
      const path = join(EVALS, name, `${language}.txt`)
      if (!existsSync(path)) return []
      return readLines(path).flatMap((line, i): Case[] => {
        const how = { isHate: line.label === 'hate', traits: undefined, count: 1, random }
        const [text] = fillSlots(line.text, language, groups, how)
        if (text === undefined) return []
        return [
          {
            id: `${name}-${language}-${i + 1}`,
            kind: 'sentence',
            knowledge: null,
            messages: [{ from: 'customer', text, is_old: false }],
            tags: { language, surface: 'comment', family: line.family, source: 'written' },
            label: { name, holds: line.label === name },
            model: null,
            spans: [],
          },
        ]
      })
    }),
  )
}

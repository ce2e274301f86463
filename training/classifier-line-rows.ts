import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { LANGUAGES, type Language } from '../src/domain/language.ts'
import { fillSlots, type Group } from '../src/evals/fill-slots.ts'
import { makeRandom, type Random } from '../src/evals/make-random.ts'
import { readLines, type WrittenLine } from '../src/evals/read-lines.ts'
import type { ModelLabel } from '../src/inference/text-classifier.ts'
import { type Row, targets } from './classifier-row.ts'

type Values = Partial<Record<ModelLabel, number>>

/** What the label of a family says of each label of the model. */
const LABELS: Readonly<Record<string, Values>> = {
  hate: { hate: 1, spam: 0 },
  none: { hate: 0, spam: 0, danger: 0 },
  spam: { spam: 1, hate: 0, courtesy: 0, danger: 0 },
  danger: { danger: 1, spam: 0, hate: 0, courtesy: 0 },
  message: { spam: 0, hate: 0, danger: 0, courtesy: 0 },
  ham: { spam: 0, hate: 0, danger: 0 },
}

const FILLINGS = { hate: 8, other: 12 }

/** The rows of training/data that stand in files of lines, filled. A line's number is its group in every language. */
export function readLineRows(folder: string, groups: readonly Group[]): Row[] {
  const random = makeRandom(3)
  return ['hate', 'spam', 'danger'].flatMap((part) =>
    listFiles(join(folder, part)).flatMap(({ path, name, language }) =>
      readLines(path).flatMap((line, i) => {
        const group = `line:${part}:${name}:${i}`
        const [own, other] = [makeRows(line.text, line.label), makeRows(line.contrast, 'none')]
        return [...own, ...other]

        function makeRows(text: string | null, label: string): Row[] {
          if (text === null) return []
          const filled = fill(text, label, language, groups, random)
          const times = TIMES[line.family] ?? 1
          const found = targetsOf(label, times * weightOf(part, label, filled.length))
          return filled.map((each) => ({
            text: each,
            language,
            set: SETS[part === 'hate' ? 'hate' : label]!,
            group,
            kind: line.family,
            targets: found,
            frame: text,
          }))
        }
      }),
    ),
  )
}

/** A row on danger counts much for that alone: what it says of the other labels is said by many rows. */
function targetsOf(label: string, weight: number): Row['targets'] {
  const values = LABELS[label]!
  if (label !== 'danger') return targets(values, weight)
  return { ...targets(values, Math.min(1, weight)), ...targets({ danger: 1 }, weight) }
}

const SETS: Readonly<Record<string, string>> = {
  hate: 'own_hate',
  spam: 'own_spam',
  message: 'own_everyday',
  none: 'own_everyday',
  danger: 'own_danger',
}

/**
 * Sentences that name a group in passing count more, so that no group's name comes to mean hate; those that stand in
 * English alone count less, so that English does not come to mean no hate.
 */
const TIMES: Readonly<Record<string, number>> = { mentioned: 2, shared_life: 2, in_passing: 0.8 }

/** A sentence filled many times counts more than one without a slot, but not as often as it was filled. */
function weightOf(part: string, label: string, fillings: number): number {
  if (part === 'hate') return Math.min(3, (label === 'hate' ? 12 : 30) / fillings)
  return Math.min(label === 'danger' ? 6 : 2.5, 6 / fillings)
}

function fill(
  text: string,
  label: string,
  language: Language,
  groups: readonly Group[],
  random: Random,
): string[] {
  const isHate = label === 'hate'
  const count = isHate ? FILLINGS.hate : FILLINGS.other
  return fillSlots(text, language, groups, { isHate, traits: undefined, count, random })
}

/** A row of the suites in evals/: never trained on, nor anything like it. */
export interface SuiteRow extends Row {
  /** The group of people that the sentence was filled with, where it has a slot. */
  readonly named: string | null
}

const SUITE_FILLINGS = { hate: 3, spam: 1, danger: 1 } as const

/** The suites hate, spam and danger of `folder` (evals/), each sentence filled with up to three groups. */
export function readSuiteRows(folder: string, groups: readonly Group[]): SuiteRow[] {
  const random = makeRandom(5)
  return (['hate', 'spam', 'danger'] as const).flatMap((suite) =>
    listFiles(join(folder, suite)).flatMap(({ path, language }) =>
      readLines(path).flatMap((line) => {
        const filling = {
          isHate: line.label === 'hate',
          traits: undefined,
          count: SUITE_FILLINGS[suite],
          random,
        }
        const filled = fillSlots(line.text, language, groups, filling)
        return filled.map((text) => suiteRow(suite, line, text, language, null))
      }),
    ),
  )
}

const MENTIONS_A_GROUP = 300

/** Harmless sentences that name a group, the same number for each protected group and language. */
export function readIdentityRows(folder: string, groups: readonly Group[]): SuiteRow[] {
  const random = makeRandom(6)
  return listFiles(join(folder, 'identity')).flatMap(({ path, language }) => {
    const lines = readLines(path)
    return groups
      .filter((group) => group.hard_negative !== true)
      .flatMap((group) => {
        const rows = lines.flatMap((line) =>
          fillSlots(line.text, language, [group], { isHate: false, traits: undefined, count: 6, random }).map(
            (text) => suiteRow('identity', line, text, language, group.group),
          ),
        )
        const step = Math.max(1, rows.length / MENTIONS_A_GROUP)
        return Array.from(
          { length: Math.min(rows.length, MENTIONS_A_GROUP) },
          (_, i) => rows[Math.floor(i * step)]!,
        )
      })
  })
}

function suiteRow(
  suite: string,
  line: WrittenLine,
  text: string,
  language: Language,
  named: string | null,
): SuiteRow {
  return {
    text,
    language,
    set: `suite_${suite}`,
    group: `suite:${suite}:${line.text}`,
    kind: line.family,
    targets: targets(LABELS[line.label]!),
    frame: line.text,
    named,
  }
}

function listFiles(folder: string): { path: string; name: string; language: Language }[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  return names.sort().map((name) => {
    const language = LANGUAGES.find((tag) => name.endsWith(`${tag}.txt`))
    if (language === undefined) throw new Error(`${join(folder, name)}: no language in its name`)
    return { path: join(folder, name), name: name.slice(0, -`-${language}.txt`.length), language }
  })
}

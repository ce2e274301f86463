import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LANGUAGES, type Language } from '../src/domain/language.ts'
import { fillSlots, type Group } from '../src/evals/fill-slots.ts'
import { makeRandom } from '../src/evals/make-random.ts'
import type { ModelLabel } from '../src/inference/text-classifier.ts'
import { anchorRows } from './classifier-anchors.ts'
import { readLineRows } from './classifier-line-rows.ts'
import { type Row, targets } from './classifier-row.ts'

type Texts = Partial<Record<Language, readonly string[]>>
interface Intent {
  readonly id: string
  readonly asks: Texts
  readonly specific?: Texts
  readonly unanswered?: Texts
}
interface Family {
  readonly family: string
  readonly label?: string
  /** By language, or a plain list where the file's name ends in the language. */
  readonly texts: Texts | readonly string[]
}
interface PairFamily {
  readonly family: string
  readonly traits?: readonly string[]
  readonly pairs: Partial<Record<Language, readonly (readonly [string, string])[]>>
}

const NOTHING = { spam: 0, hate: 0, personal: 0, courtesy: 0, danger: 0, toxic: 0 } as const

/** All rows that the project wrote itself, with slots filled. `folder` is training/data. */
export function readOwnRows(folder: string): { rows: Row[]; groups: Group[] } {
  const hate = join(folder, 'hate')
  const groups = readGroups()
  const random = makeRandom(2)
  const rows = [
    ...anchorRows(),
    ...listJson(join(folder, 'intents')).flatMap((path) => readJson<Intent[]>(path).flatMap(intentRows)),
    ...listJson(join(folder, 'spam')).flatMap((path) => readFamilies(path).flatMap(familyRows)),
    ...listJson(hate).flatMap((path) => {
      return readJson<(TextFamily | PairFamily)[]>(path).flatMap((entry) =>
        'pairs' in entry ? pairRows(entry, groups, random) : negativeRows(entry, groups, random),
      )
    }),
    ...readLineRows(folder, groups),
  ]
  return { rows, groups }
}

/** The groups of people that sentences are filled with. */
export function readGroups(): Group[] {
  return readJson<Group[]>(join(import.meta.dirname, '..', 'evals', 'groups.json'))
}

function listJson(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => join(folder, name))
}

type TextFamily = Family & { readonly texts: Texts }

function readFamilies(path: string): TextFamily[] {
  const language = LANGUAGES.find((tag) => path.endsWith(`-${tag}.json`)) ?? 'pt'
  return readJson<Family[]>(path).map((entry) => ({
    ...entry,
    texts: Array.isArray(entry.texts) ? { [language]: entry.texts } : (entry.texts as Texts),
  }))
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}

function intentRows(intent: Intent): Row[] {
  const part = (texts: Texts | undefined, kind: string, personal: number, weight: number) =>
    LANGUAGES.flatMap((language) =>
      (texts?.[language] ?? []).map(
        (text, i): Row => ({
          text,
          language,
          set: 'own_intents',
          group: `intent:${intent.id}:${kind}:${language}:${i}`,
          kind,
          targets: targets({ ...NOTHING, personal }, weight),
        }),
      ),
    )
  return [
    ...part(intent.asks, 'asks', 0, 0.5),
    ...part(intent.specific, 'specific', 1, 2),
    ...part(intent.unanswered, 'unanswered', 0, 1),
  ]
}

/** What a family's label says; an unknown one is taken as an ordinary message that is open on the rest. */
const FAMILY_LABELS: Readonly<Record<string, Partial<Record<ModelLabel, number>>>> = {
  spam: { spam: 1, hate: 0, courtesy: 0, danger: 0 },
  personal: { ...NOTHING, personal: 1 },
  courtesy: { ...NOTHING, courtesy: 1 },
  danger: { spam: 0, hate: 0, courtesy: 0, danger: 1, personal: 1 },
  general: NOTHING,
  message: { spam: 0, hate: 0, courtesy: 0, danger: 0 },
}
const FAMILY_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^danger|self_?harm|suicid/, 'danger'],
  [
    /^(order_specific|complaint|wants_human|legal_threat|proposal|supplier_quote|job_seek|press|negotiating|cancel_mine|arrived_refund|code_trouble|report_scam)/,
    'personal',
  ],
  [/^(praise|thanks|greeting|emoji_only|tag_friend|laugh)/, 'courtesy'],
  [/^(price|pix_key_request|transfer_request|loan_instalment|discount_giveaway)/, 'general'],
  [/^(own_link|phone_number|boleto_invoice|is_this_scam|caps_urgent|daily_mentions|invoice)/, 'message'],
]

function familyRows(entry: TextFamily): Row[] {
  const found = labelsOf(entry)
  return LANGUAGES.flatMap((language) =>
    (entry.texts[language] ?? []).map(
      (text, i): Row => ({
        text,
        language,
        set: found.spam === 1 ? 'own_spam' : 'own_everyday',
        group: `family:${entry.family}:${language}:${i}`,
        kind: entry.family,
        targets: targets(found, found.danger === 1 ? 3 : 2.5),
      }),
    ),
  )
}

function labelsOf({ family, label }: Family): Partial<Record<ModelLabel, number>> {
  if (label === 'spam') return FAMILY_LABELS.spam!
  for (const [pattern, name] of FAMILY_NAMES) if (pattern.test(family)) return FAMILY_LABELS[name]!
  return FAMILY_LABELS[label ?? ''] ?? { spam: 0, hate: 0, danger: 0 }
}

const FILLINGS = { hateful: 8, harmless: 12 }

function pairRows(entry: PairFamily, groups: readonly Group[], random: () => number): Row[] {
  return LANGUAGES.flatMap((language) =>
    (entry.pairs[language] ?? []).flatMap(([hateful, harmless], i) => {
      const group = `pair:${entry.family}:${language}:${i}`
      const make = (text: string, isHate: boolean) => {
        const count = isHate ? FILLINGS.hateful : FILLINGS.harmless
        const filled = fillSlots(text, language, groups, { isHate, traits: entry.traits, count, random })
        const own = { ...NOTHING, hate: isHate ? 1 : 0 }
        return filled.map(
          (each): Row => ({
            ...hateRow(each, language, group, entry.family, own, filled.length),
            frame: text,
          }),
        )
      }
      return [...make(hateful, true), ...make(harmless, false)]
    }),
  )
}

function negativeRows(entry: TextFamily, groups: readonly Group[], random: () => number): Row[] {
  return LANGUAGES.flatMap((language) =>
    (entry.texts[language] ?? []).flatMap((text, i) => {
      const filled = fillSlots(text, language, groups, {
        isHate: false,
        traits: undefined,
        count: FILLINGS.harmless,
        random,
      })
      const group = `negative:${entry.family}:${language}:${i}`
      const own = { spam: 0, hate: 0, danger: 0 }
      return filled.map((each) => ({
        ...hateRow(each, language, group, entry.family, own, filled.length),
        frame: text,
      }))
    }),
  )
}

/** A sentence filled many times counts more than one without a slot, but not as often as it was filled. */
function hateRow(
  text: string,
  language: Language,
  group: string,
  kind: string,
  own: Partial<Record<ModelLabel, number>>,
  fillings: number,
): Row {
  const hateful = own.hate === 1
  // A group named without harm counts twice, so that its name does not come to mean hate.
  const weight = Math.min(3, (hateful ? 12 : 30) / fillings)
  const values = hateful ? { hate: 1, spam: 0 } : { hate: 0, spam: 0, danger: 0 }
  return { text, language, set: 'own_hate', group, kind, targets: targets(values, weight) }
}

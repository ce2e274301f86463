import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '../src/domain/language.ts'
import { LANGUAGES } from '../src/domain/language.ts'
import { hashWord } from '../src/inference/embedded/text-features.ts'

type ByLanguage<T> = Readonly<Record<Language, T>>

/** What customers of any small business ask, as written in training/data/intents. */
export interface Intent {
  readonly id: string
  readonly question: ByLanguage<string>
  readonly answers: ByLanguage<readonly string[]>
  readonly asks: ByLanguage<readonly string[]>
  /** Close in words, but needs this customer's data or an action. */
  readonly specific: ByLanguage<readonly string[]>
  /** General questions close in words that the entry does not answer. */
  readonly unanswered: ByLanguage<readonly string[]>
}

/** Texts that mean the same; every two of them are a positive pair, and other groups are their negatives. */
export interface Group {
  readonly id: string
  readonly texts: readonly GroupText[]
  /** Texts that look alike and mean something else. */
  readonly lookAlikes: readonly GroupText[]
}

export interface GroupText {
  readonly text: string
  readonly language: Language
}

export function readIntents(folder: string): Intent[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const intents = files
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Intent[])
  const byId = new Map(intents.map((intent) => [intent.id, intent]))
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Groups of intents whose entries may well answer each other's asks (training/data/overlaps.json). */
export function readOverlaps(path: string): string[][] {
  return JSON.parse(readFileSync(path, 'utf8')) as string[][]
}

/** Reads training/data/concepts.txt: words and short phrases of the three languages that stand for one thing. */
export function readConcepts(path: string): Group[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.includes(' / '))
  return lines.map((line, i) => {
    const columns = line.split(' / ')
    const texts = LANGUAGES.flatMap((language, at) =>
      columns[at]!.split(',').map((text) => ({ text: text.trim(), language })),
    )
    return { id: `concept:${i}`, texts, lookAlikes: [] }
  })
}

/** A number in [0, 1) that belongs to a text, so that a split stays the same when rows are added. */
export function shareOf(text: string): number {
  return (hashWord(text) % 100_003) / 100_003
}

const ENGLISH_INTENTS = ['banking77_en', 'clinc150_en', 'hint3_en', 'bitext_support_en', 'nlu_corpora_en']
const PARALLEL = [
  'parallel_bagisto',
  'parallel_chatwoot',
  'parallel_mattermost',
  'parallel_spree',
  'parallel_tico19',
]
export const RETRIEVAL_SETS = [...ENGLISH_INTENTS, ...PARALLEL, 'covid_faq_en', 'faquad_pt']

interface Row {
  readonly text: string
  readonly label: string
  readonly lang: Language
  readonly split?: string
  readonly bot?: string
  readonly corpus?: string
  readonly answer?: string
  readonly text_en?: string
  readonly text_es?: string
}

export interface PublicSets {
  readonly labelled: Group[]
  readonly parallel: Group[]
  readonly answered: Group[]
  readonly concepts: Group[]
  /** Questions that no small shop's knowledge answers. */
  readonly outOfScope: GroupText[]
}

export function readPublicSets(folder: string, concepts: Group[]): PublicSets {
  const labelled = ENGLISH_INTENTS.flatMap((name) => groupByLabel(name, readRows(folder, name)))
  const parallel = PARALLEL.flatMap((name) => readRows(folder, name).map(toParallel))
  const answered = ['covid_faq_en', 'faquad_pt'].flatMap((name) =>
    readRows(folder, name)
      .filter((row) => row.answer !== undefined)
      .map((row, i) => toAnswered(`${name}:${i}`, row)),
  )
  const faquad = readRows(folder, 'faquad_pt').map((row) => ({ text: row.text, language: row.lang }))
  const oos = readRows(folder, 'clinc150_en').filter((row) => row.label === 'oos')
  const outOfScope = [...faquad, ...oos.map((row) => ({ text: row.text, language: row.lang }))]
  return { labelled, parallel, answered, concepts, outOfScope }
}

function readRows(folder: string, name: string): Row[] {
  const path = join(folder, `${name}.jsonl`)
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row)
}

function groupByLabel(name: string, rows: readonly Row[]): Group[] {
  const groups = new Map<string, GroupText[]>()
  for (const row of rows) {
    if (/^(oos|none|no_nodes_detected)$/i.test(row.label)) continue
    const id = `${name}:${row.bot ?? row.corpus ?? ''}:${row.label}`
    groups.set(id, [...(groups.get(id) ?? []), { text: row.text, language: row.lang }])
  }
  return [...groups]
    .filter(([, texts]) => texts.length > 1)
    .map(([id, texts]) => ({ id, texts, lookAlikes: [] }))
}

function toParallel(row: Row, index: number): Group {
  const texts: GroupText[] = [{ text: row.text, language: row.lang }]
  if (row.text_en) texts.push({ text: row.text_en, language: 'en' })
  if (row.text_es) texts.push({ text: row.text_es, language: 'es' })
  return { id: `parallel:${index}:${row.text_en}`, texts, lookAlikes: [] }
}

function toAnswered(id: string, row: Row): Group {
  const texts = [row.text, row.answer!.slice(0, 300)].map((text) => ({ text, language: row.lang }))
  return { id, texts, lookAlikes: [] }
}

/** Every ask, question, answer and look-alike of an intent as one group of texts. */
export function toGroup(intent: Intent): Group {
  const of = (read: (language: Language) => readonly string[]) =>
    LANGUAGES.flatMap((language) => read(language).map((text) => ({ text, language })))
  return {
    id: intent.id,
    texts: [
      ...of((language) => intent.asks[language]),
      ...of((language) => [intent.question[language]]),
      ...of((language) => intent.answers[language]),
    ],
    lookAlikes: of((language) => intent.unanswered[language]),
  }
}

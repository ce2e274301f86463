import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '../src/domain/language.ts'
import { LANGUAGES } from '../src/domain/language.ts'

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

/** The folders of training/data that the retrieval learns intents from; the classifier reads the first alone. */
const INTENT_FOLDERS = ['intents', 'intents-more']

/** As it is written; what a file leaves out is empty. */
type IntentRow = Omit<Intent, 'specific' | 'unanswered'> & Partial<Intent>

const NONE: ByLanguage<readonly string[]> = { pt: [], es: [], en: [] }

/** Every intent with all that was written for it, in whichever file. */
export function readIntents(data = join(import.meta.dirname, 'data')): Intent[] {
  const byId = new Map<string, Intent>()
  for (const folder of INTENT_FOLDERS.map((name) => join(data, name))) {
    for (const name of readdirSync(folder).sort()) {
      for (const row of JSON.parse(readFileSync(join(folder, name), 'utf8')) as IntentRow[]) {
        const intent = { specific: NONE, unanswered: NONE, ...row }
        const before = byId.get(intent.id)
        byId.set(intent.id, before === undefined ? intent : joinIntents(before, intent))
      }
    }
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The first's question stands, the second's is one more way to ask; a text that both have counts once. */
function joinIntents(first: Intent, more: Intent): Intent {
  const join = (read: (intent: Intent) => ByLanguage<readonly string[]>) => {
    const of = (language: Language) => [...new Set([...read(first)[language], ...read(more)[language]])]
    return { pt: of('pt'), es: of('es'), en: of('en') }
  }
  const asked = (language: Language) =>
    more.question[language] === first.question[language] ? [] : [more.question[language]]
  const asks = {
    pt: [...asked('pt'), ...more.asks.pt],
    es: [...asked('es'), ...more.asks.es],
    en: [...asked('en'), ...more.asks.en],
  }
  return {
    id: first.id,
    question: first.question,
    answers: join((intent) => intent.answers),
    asks: join((intent) => (intent === more ? asks : intent.asks)),
    specific: join((intent) => intent.specific),
    unanswered: join((intent) => intent.unanswered),
  }
}

/** Reads training/data/concepts.txt or words.txt: words and short phrases of the three languages that stand for one thing. */
function readConcepts(path: string): Group[] {
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
  /** Words of one line may stand for each other in a sentence. */
  readonly concepts: Group[]
  /** Words of one line are of one thing, but not always the same part of it. */
  readonly words: Group[]
}

export function readPublicSets(folder: string, data = join(import.meta.dirname, 'data')): PublicSets {
  const concepts = readConcepts(join(data, 'concepts.txt'))
  const words = readConcepts(join(data, 'words.txt'))
  const labelled = ENGLISH_INTENTS.flatMap((name) => groupByLabel(name, readRows(folder, name)))
  const parallel = PARALLEL.flatMap((name) => readRows(folder, name).map(toParallel))
  const answered = ['covid_faq_en', 'faquad_pt'].flatMap((name) =>
    readRows(folder, name)
      .filter((row) => row.answer !== undefined)
      .map((row, i) => toAnswered(`${name}:${i}`, row)),
  )
  return { labelled, parallel, answered, concepts, words }
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

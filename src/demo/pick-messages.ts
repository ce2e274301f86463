import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DemoMessage } from './demo-message.ts'

const LONGEST = 1000

const Row = z.object({
  text: z.string(),
  label: z.string(),
  votes: z.record(z.string(), z.number()).optional(),
  bot: z.string().optional(),
})
type Row = z.infer<typeof Row>

interface Source extends Pick<DemoMessage, 'lang' | 'surface' | 'category'> {
  readonly name: string
  readonly count: number
  readonly isWanted: (row: Row) => boolean
}

const TARGETED = ['homophobia', 'racism', 'xenophobia']

/** 150 messages of public sets: spam, hate, and questions that a pet shop does not answer. */
const SOURCES: readonly Source[] = [
  source('sms_spam_mt_pt', 20, 'pt', 'dm', 'spam', ({ label }) => label === 'spam'),
  source('scamspot_instagram_en', 20, 'en', 'comment', 'spam', ({ label }) => label === 'scam'),
  source('youtube_spam_en', 15, 'en', 'comment', 'spam', ({ label }) => label === 'spam'),
  // Most toxic rows there are obscene or insult one person; these are against people for what they are.
  source('told_br_pt', 15, 'pt', 'comment', 'hate', ({ votes = {} }) =>
    TARGETED.some((kind) => (votes[kind] ?? 0) >= 2),
  ),
  source('tupy_pt', 15, 'pt', 'comment', 'hate', ({ label }) => label === 'hate'),
  source('hatemoji_en', 15, 'en', 'comment', 'hate', ({ label }) => label === 'hateful'),
  source('clinc150_en', 25, 'en', 'dm', 'needs_human', ({ label }) => label === 'oos'),
  // The set's other two bots are shops: a question about delivery or payment may well be one that we answer.
  source('hint3_en', 25, 'en', 'dm', 'needs_human', ({ bot }) => bot === 'powerplay11'),
]

function source(
  name: string,
  count: number,
  lang: Source['lang'],
  surface: Source['surface'],
  category: Source['category'],
  isWanted: Source['isWanted'],
): Source {
  return { name, count, lang, surface, category, isWanted }
}

export interface PickedMessages {
  readonly messages: readonly DemoMessage[]
  /** Where they come from, for people. */
  readonly about: string
}

/** The 150 messages written for the demo shop. */
export function readShopMessages(): readonly DemoMessage[] {
  return readOwn('messages.json', 'shop')
}

/**
 * Messages that were not written for the shop, the same ones each time: of the data sets in `dir`, or of the project's
 * own small set where there are none.
 */
export function pickMessages(dir: string | null): PickedMessages {
  const found = dir === null ? [] : SOURCES.filter(({ name }) => existsSync(fileOf(dir, name)))
  if (dir === null || found.length === 0) {
    const messages = readOwn('foreign-messages.json', 'foreign-messages.json')
    const why = dir === null ? 'no data sets were named: use --data or RECADO_DATASETS' : `${dir} holds none`
    return {
      messages,
      about: `${messages.length} of the project's own src/demo/foreign-messages.json (${why})`,
    }
  }
  const messages = found.flatMap((each) => pickFrom(dir, each))
  const missing = SOURCES.filter((each) => !found.includes(each)).map(({ name }) => name)
  const names = found.map(({ name }) => name).join(', ')
  const absent = missing.length === 0 ? '' : ` (absent: ${missing.join(', ')})`
  return { messages, about: `${messages.length} of the data sets ${names}${absent}` }
}

/** Spread evenly over the file, so that neither its order nor a seed matters. */
function pickFrom(dir: string, { name, count, isWanted, lang, surface, category }: Source): DemoMessage[] {
  const wanted = new Set<string>()
  for (const line of readFileSync(fileOf(dir, name), 'utf8').split('\n')) {
    if (line.trim() === '') continue
    const row = Row.parse(JSON.parse(line))
    const text = row.text.trim()
    if (text !== '' && text.length <= LONGEST && isWanted(row)) wanted.add(text)
  }
  const texts = [...wanted]
  const step = Math.max(1, texts.length / count)
  const picked = Array.from(
    { length: Math.min(count, texts.length) },
    (_, index) => texts[Math.floor(index * step)]!,
  )
  return picked.map((text) => ({
    text,
    lang,
    surface,
    category,
    expected: null,
    reply_owed: true,
    source: name,
  }))
}

function readOwn(file: string, sourceName: string): readonly DemoMessage[] {
  const rows = JSON.parse(readFileSync(new URL(`./${file}`, import.meta.url), 'utf8')) as object[]
  return z.array(DemoMessage).parse(rows.map((row) => ({ ...row, source: sourceName })))
}

function fileOf(dir: string, name: string): string {
  return join(dir, `${name}.jsonl`)
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BANKING, BITEXT, CLINC, HINT, intentTargets } from './classifier-intents.ts'
import { type Row, targets } from './classifier-row.ts'

/** A row of a public set as it stands in its file; the sets differ in what else they give. */
interface SourceRow {
  readonly text: string
  readonly label: string
  readonly lang: 'pt' | 'es' | 'en'
  readonly text_en?: string
  readonly text_es?: string
  readonly votes?: unknown
  readonly categories?: readonly string[]
  readonly video?: string
  readonly set?: string
  readonly id?: string
}

type Read = Omit<Row, 'set'>

/**
 * What each set's labels mean here. A label that a set does not speak of stays open. Left out: smishing_en, whose
 * labels contradict sms_spam_en on 1,296 of the 4,223 texts that both have, as if they had slipped to other rows;
 * of olid_br_pt, whose toxicity says nothing of hate, only `toxic` is taken.
 */
const SOURCES: Readonly<Record<string, (row: SourceRow, index: number) => Read[]>> = {
  sms_spam_en: (row, i) => [spamRow(row, row.label === 'spam', row.text, i)],
  sms_spam_mt_pt: (row, i) => [spamRow(row, row.label === 'spam', row.text_en ?? row.text, i)],
  youtube_spam_en: (row) => [
    { ...spamRow(row, row.label === 'spam', '', 0, 2), group: `video:${row.video}`, kind: row.video ?? '' },
  ],
  scamspot_instagram_en: (row, i) => [spamRow(row, row.label === 'scam', row.text, i, 2)],
  tupy_pt: (row, i) => [read(row, i, targets({ ...ORDINARY_POST, hate: tupyHate(row) }, 1.2))],
  told_br_pt: (row, i) => [
    read(row, i, {
      ...targets({ hate: toldHate(row) }, 1),
      ...targets(ORDINARY_POST, 0.2),
      ...targets({ toxic: row.label === 'toxic' ? 1 : 0 }, 1),
    }),
  ],
  davidson_en: (row, i) => [
    read(row, i, {
      ...targets({ hate: davidsonHate(row) }, 0.6),
      ...targets({ spam: 0 }, 0.1),
      ...targets({ toxic: row.label === 'neither' ? 0 : 1 }, 0.3),
    }),
  ],
  olid_br_pt: (row, i) => [read(row, i, targets({ toxic: row.label === 'toxic' ? 1 : 0 }, 0.4))],
  hatemoji_en: (row, i) => [
    read(row, i, { ...targets({ spam: 0 }), ...targets({ hate: row.label === 'hateful' ? 1 : 0 }, 0.5) }),
  ],
  bitext_support_en: (row, i) => [read(row, i, intentTargets(BITEXT, row.label, 0.3))],
  banking77_en: (row, i) => [read(row, i, intentTargets(BANKING, row.label, 0.2))],
  clinc150_en: (row, i) => [read(row, i, intentTargets(CLINC, row.label, 0.3))],
  hint3_en: (row, i) => [read(row, i, intentTargets(HINT, row.label, 1))],
  faquad_pt: (row, i) => [
    read(row, i, targets({ spam: 0, hate: 0, personal: 0, courtesy: 0, danger: 0 }, 0.3)),
  ],
  parallel_tico19: readTico,
}
const ORDINARY_POST = { spam: 0 }

export const PUBLIC_SETS = Object.keys(SOURCES)

/** All rows of the public sets in `dataDir`, and the names of those that are not there. */
export function readPublicRows(dataDir: string): { rows: Row[]; absent: string[] } {
  const rows: Row[] = []
  const absent: string[] = []
  for (const [set, convert] of Object.entries(SOURCES)) {
    const path = join(dataDir, `${set}.jsonl`)
    if (!existsSync(path)) {
      absent.push(set)
      continue
    }
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
    for (const [i, line] of lines.entries()) {
      for (const row of convert(JSON.parse(line) as SourceRow, i)) {
        if (Object.keys(row.targets).length > 0) rows.push({ ...row, set })
      }
    }
  }
  return { rows, absent }
}

function read(row: SourceRow, index: number, found: Row['targets']): Read {
  return { text: row.text, language: row.lang, group: `${index}`, kind: row.label, targets: found }
}

function spamRow(row: SourceRow, isSpam: boolean, group: string, index: number, weight = 1): Read {
  const ordinary = isSpam ? {} : targets({ hate: 0 }, 0.2)
  return {
    ...read(row, index, { ...ordinary, ...targets({ spam: isSpam ? 1 : 0 }, weight) }),
    // A message, its repetitions in other sets and its translation are one group.
    group: `sms:${group
      .toLowerCase()
      .replace(/[^a-z]/g, '')
      .slice(0, 80)}`,
  }
}

const PROTECTED = new Set([
  'misogyny',
  'lgbtphobia',
  'xenophobia',
  'racism',
  'religious_intolerance',
  'capacitism',
])

/** Hate for a protected trait is hate; hate for a party, a body or an age is near it, but another thing here. */
function tupyHate(row: SourceRow): number {
  if (row.label !== 'hate') return 0
  return row.categories?.some((category) => PROTECTED.has(category)) ? 1 : 0.5
}

const TRAIT_VOTES = ['homophobia', 'misogyny', 'racism', 'xenophobia']

/** Of three votes by kind, two for a protected trait make hate, one leaves it open; other toxicity is seldom hate. */
function toldHate(row: SourceRow): number {
  if (row.label !== 'toxic') return 0
  const votes = (row.votes ?? {}) as Record<string, number>
  const most = Math.max(0, ...TRAIT_VOTES.map((kind) => votes[kind] ?? 0))
  return most >= 2 ? 1 : most === 1 ? 0.5 : 0.08
}

/** The share of votes for hate speech, halved where most voted otherwise: the set calls dialect offensive. */
function davidsonHate(row: SourceRow): number {
  const [hate = 0, offensive = 0, neither = 0] = row.votes as number[]
  if (row.label === 'hate_speech') return 1
  return (0.5 * hate) / Math.max(1, hate + offensive + neither)
}

/** Ordinary sentences in three languages, so that no language by itself looks like spam or hate. */
function readTico(row: SourceRow, index: number): Read[] {
  if (index % 3 !== 0) return []
  const found = targets({ spam: 0, hate: 0, courtesy: 0, danger: 0 }, 0.3)
  const texts = { pt: row.text, es: row.text_es, en: row.text_en } as const
  return (['pt', 'es', 'en'] as const).flatMap((language) => {
    const text = texts[language]
    if (text === undefined) return []
    return [{ text, language, group: `tico:${row.id}`, kind: 'health', targets: found }]
  })
}

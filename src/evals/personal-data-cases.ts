import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from './case.ts'
import { PersonalRow } from './personal-row.ts'
import { PresidioRow } from './presidio-rows.ts'
import { EVALS, readRows } from './read-shop.ts'

const PUBLIC = 'pii_presidio_en.jsonl'

/** Texts with their personal data marked: the project's, and a public set where its folder is named. */
export function personalDataCases(folder: string | null): Case[] {
  const own = ['develop', 'held-out'].flatMap((part) =>
    readRows(join(EVALS, 'personal-data', `${part}.jsonl`), PersonalRow).map((row, i) =>
      personalCase(row, `personal-${part}-${i + 1}`, part, 'written'),
    ),
  )
  if (folder === null || !existsSync(join(folder, PUBLIC))) return own
  const rows = readRows(join(folder, PUBLIC), PresidioRow)
  return [
    ...own,
    ...rows.map((row, i) => personalCase(row, `presidio-${i + 1}`, halfOf(row.text), 'presidio')),
  ]
}

/** Misses were looked at in one half, and the other tells what holds for sentences that nobody looked at. */
function halfOf(text: string): 'presidio-seen' | 'presidio-unseen' {
  return createHash('sha256').update(text).digest()[0]! % 2 === 0 ? 'presidio-seen' : 'presidio-unseen'
}

function personalCase(row: PersonalRow, id: string, family: string, source: string): Case {
  return {
    id,
    kind: 'personal_data',
    knowledge: null,
    messages: [{ from: 'customer', text: row.text, is_old: false }],
    tags: { language: row.lang, surface: 'dm', family, source },
    spans: row.spans,
    model: null,
    label: null,
  }
}

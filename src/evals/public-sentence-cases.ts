import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Surface } from '../domain/assessment.ts'
import { Language } from '../domain/language.ts'
import type { MODEL_LABELS } from '../inference/text-classifier.ts'
import type { Case } from './case.ts'
import { hashOf } from './hash-of.ts'
import { EVALS, readRows } from './read-shop.ts'

interface PublicSet {
  readonly label: (typeof MODEL_LABELS)[number]
  /** The set's own word for a text that carries the label. */
  readonly word: string
  readonly surface: Surface
}

/** Public sets whose labels mean what Recado's do, by the name of their file. */
export const PUBLIC_SENTENCES: Readonly<Record<string, PublicSet>> = {
  sms_spam_en: { label: 'spam', word: 'spam', surface: 'dm' },
  sms_spam_mt_pt: { label: 'spam', word: 'spam', surface: 'dm' },
  youtube_spam_en: { label: 'spam', word: 'spam', surface: 'comment' },
  scamspot_instagram_en: { label: 'spam', word: 'scam', surface: 'comment' },
  tupy_pt: { label: 'hate', word: 'hate', surface: 'comment' },
  hatemoji_en: { label: 'hate', word: 'hateful', surface: 'comment' },
}

/** Hashes of the texts that are asked, by set: all of the rows that training holds out (training/sample-held-out.ts). */
export const HELD_OUT = join(EVALS, 'public', 'held-out.json')

const Row = z.object({ text: z.string(), label: z.string(), lang: Language })

/** What the classifier alone makes of held-out rows of the public sets in a folder; none of those that are not there. */
export function publicSentenceCases(folder: string | null, heldOut = readHeldOut()): Case[] {
  if (folder === null) return []
  return Object.entries(PUBLIC_SENTENCES).flatMap(([set, { label, word, surface }]) => {
    const path = join(folder, `${set}.jsonl`)
    if (!existsSync(path)) return []
    const wanted = new Set(heldOut[set])
    // Taken out as it is met: a text that stands in the set twice is one case.
    const rows = readRows(path, Row).filter(({ text }) => wanted.delete(hashOf(text)))
    return rows.map(
      (row): Case => ({
        id: `${set}-${hashOf(row.text)}`,
        kind: 'sentence',
        knowledge: null,
        messages: [{ from: 'customer', text: row.text, is_old: false }],
        tags: { language: row.lang, surface, family: set, source: set },
        label: { name: label, holds: row.label === word },
        model: null,
        spans: [],
      }),
    )
  })
}

function readHeldOut(): Record<string, string[]> {
  return z.record(z.string(), z.array(z.string())).parse(JSON.parse(readFileSync(HELD_OUT, 'utf8')))
}

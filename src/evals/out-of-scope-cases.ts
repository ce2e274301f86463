import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Case, toCase } from './case.ts'
import { makeRandom, shuffle } from './make-random.ts'
import { readRows } from './read-shop.ts'

const SET = 'clinc150_en'
const SHOPS = ['bookshop', 'boutique-hostel'] as const
const COUNT = 60
const SEED = 11

const Row = z.object({ text: z.string(), label: z.string() })

/** Questions that no shop's knowledge answers, from CLINC150 where its folder is named: nobody may get an answer to one. */
export function outOfScopeCases(folder: string | null): Case[] {
  if (folder === null || !existsSync(join(folder, `${SET}.jsonl`))) return []
  const asked = readRows(join(folder, `${SET}.jsonl`), Row).filter(({ label }) => label === 'oos')
  return shuffle(asked, makeRandom(SEED))
    .slice(0, COUNT)
    .map(({ text }, i) =>
      toCase({
        id: `${SET}-oos-${i + 1}`,
        knowledge: SHOPS[i % SHOPS.length]!,
        messages: [{ from: 'customer', text, is_old: false, expected: { entry: null } }],
        tags: { language: 'en', surface: 'dm', family: 'out_of_scope', source: SET },
      }),
    )
}

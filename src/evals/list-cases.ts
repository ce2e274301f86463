import { globSync } from 'node:fs'
import { join } from 'node:path'
import { attackCases, readAttacks } from './attack-cases.ts'
import { CASE_KINDS, type Case, type CaseKind } from './case.ts'
import { outOfScopeCases } from './out-of-scope-cases.ts'
import { personalDataCases } from './personal-data-cases.ts'
import { publicSentenceCases } from './public-sentence-cases.ts'
import { EVALS, readCaseFile } from './read-shop.ts'
import { sentenceCases } from './sentence-cases.ts'

/** The shipped cases of some kinds, always in the same order; `folder` holds public data sets that add to them. */
export function listCases(kinds: readonly CaseKind[] = CASE_KINDS, folder: string | null = null): Case[] {
  const found = CASE_KINDS.filter((kind) => kinds.includes(kind)).flatMap((kind) => READERS[kind](folder))
  const ids = new Set<string>()
  for (const { id } of found) {
    if (ids.has(id)) throw new Error(`two cases have the id ${id}`)
    ids.add(id)
  }
  return found
}

const READERS: Readonly<Record<CaseKind, (folder: string | null) => Case[]>> = {
  message: (folder) => [...readFolder('messages'), ...outOfScopeCases(folder)],
  thread: () => readFolder('threads').map((given) => ({ ...given, kind: 'thread' })),
  sentence: (folder) => [...sentenceCases(), ...publicSentenceCases(folder)],
  attack: (folder) => attackCases(readAttacks(folder)),
  personal_data: personalDataCases,
}

function readFolder(name: string): Case[] {
  return globSync(join(EVALS, 'cases', name, '*.jsonl'))
    .sort()
    .flatMap(readCaseFile)
}

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from '../db/make-folder.ts'
import type { EntryInput } from '../domain/knowledge-entry.ts'
import type { Case } from './case.ts'
import { hashOf } from './hash-of.ts'
import { CaseResult } from './result.ts'

/** Results of earlier runs by what they depend on, in a file to which each is added as it comes: a run cut off goes on there. */
export interface KeptResults {
  get(key: string): CaseResult | undefined
  add(key: string, result: CaseResult): void
  /** Forgets all but the given ones. */
  keepOnly(keys: ReadonlySet<string>): void
}

export function keepResults(path: string): KeptResults {
  const kept = new Map<string, CaseResult>()
  if (existsSync(path)) {
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const row = readRow(line)
      if (row !== null) kept.set(row.key, row.result)
    }
  }
  makeFolder(dirname(path))
  const write = (key: string, result: CaseResult) => `${JSON.stringify({ key, result })}\n`
  return {
    get: (key) => kept.get(key),
    add(key, result) {
      kept.set(key, result)
      appendFileSync(path, write(key, result))
    },
    keepOnly(keys) {
      for (const key of [...kept.keys()]) if (!keys.has(key)) kept.delete(key)
      writeFileSync(path, [...kept].map(([key, result]) => write(key, result)).join(''))
    },
  }
}

/** Null for a line that was cut off in the middle. */
function readRow(line: string): { key: string; result: CaseResult } | null {
  try {
    const { key, result } = JSON.parse(line) as { key: string; result: unknown }
    const parsed = CaseResult.safeParse(result)
    return parsed.success ? { key, result: parsed.data } : null
  } catch {
    return null
  }
}

/** By what a result depends on: the case itself, what its shop answers, the settings and the versions of the rest. */
export function keyOf(
  given: Case,
  entries: readonly EntryInput[],
  settings: unknown,
  versions: unknown,
): string {
  const { messages, tags, kind, model, label } = given
  return hashOf([
    messages,
    tags.surface,
    tags.language,
    kind,
    model,
    label,
    entries,
    settings,
    versions,
    given.id,
  ])
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AttackRow, PublicAttackRow } from './attack-row.ts'

const OWN = join(import.meta.dirname, '../../evals/attacks/attacks.jsonl')
const PUBLIC = ['bipia', 'giskard', 'injecguard'].map((name) => `prompt_injection_${name}.jsonl`)

/** The project's attacks and, from a folder of public data sets, those of its sets of injections. */
export function readAttacks(folder: string | null): AttackRow[] {
  const own = linesOf(OWN).map((line) => AttackRow.parse(line))
  if (folder === null) return own
  const paths = PUBLIC.map((name) => join(folder, name)).filter((path) => existsSync(path))
  return [
    ...own,
    ...paths.flatMap((path) => linesOf(path).flatMap((line) => PublicAttackRow.parse(line) ?? [])),
  ]
}

function linesOf(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

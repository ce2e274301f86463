import type { Baseline } from './baseline.ts'
import type { Verdict } from './judge-gates.ts'

/** What a baseline rests on: who changes one of these says by a new baseline what it did. */
const FIXED = ['prompts', 'models', 'policy'] as const

/** Whether the run and the baseline were made with the same prompts, models and policy. */
export function judgeVersions(
  versions: Readonly<Record<string, string>>,
  baseline: Baseline | null,
): Verdict[] {
  if (baseline === null) return []
  return FIXED.map((name) => {
    const [now, then] = [versions[name]!, baseline.versions[name]!]
    const passed = now === then
    const detail = passed
      ? now
      : `changed since the baseline (${then} → ${now}): run \`npm run evals -- --accept\` and commit what it writes`
    return { gate: `baseline.${name}`, passed, detail }
  })
}

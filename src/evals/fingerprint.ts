import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { DEFAULT_POLICY } from '../moderation/default-policy.ts'
import { hashOf } from './hash-of.ts'

const ROOT = join(import.meta.dirname, '../..')
const CODE = ['src/**/*.ts', 'src/**/*.json', 'migrations/*.sql', 'package-lock.json']
/** Pages, the HTTP edge, and what scores and shows results change nothing of them. */
const BESIDE =
  /^src\/(?:api|console|commands)\/|^src\/evals\/(?!(?:run-case|open-workbench|script-model|obey-attack|find-spans|judge-draft|judge-turns)\.ts)/

export const NO_PROVIDER = 'none'

/** The versions behind a run: what a result depends on beside its case. Equal versions give equal results. */
export function versionsOf(config: Config): Record<string, string> {
  return {
    models: `${hashFiles(['models/manifest.json'])} ${nameChoices(config.classifiers)} ${nameChoices(config.embedders)}`,
    provider: config.provider?.model ?? NO_PROVIDER,
    moderator: config.moderationModel ?? 'none',
    prompts: hashFiles(['prompts/*.md']),
    policy: hashOf(DEFAULT_POLICY),
    code: hashFiles(CODE),
  }
}

function nameChoices(choices: Config['embedders']): string {
  return choices.map(({ side, model }) => `${side}:${model}`).join(';')
}

function hashFiles(patterns: readonly string[]): string {
  const hash = createHash('sha256')
  const paths = globSync([...patterns], { cwd: ROOT, exclude: ['**/*.test.ts'] })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !BESIDE.test(path))
  for (const path of paths.sort())
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(ROOT, path)))
  return hash.digest('hex').slice(0, 16)
}

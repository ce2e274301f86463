import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const SCRIPT = join(import.meta.dirname, '../../training/measure-quality.ts')

/** Scores the classifier's held-out sentences beside other systems. It lies in training/, where those learn. */
export function measureQuality(options: { readonly data?: string }): void {
  const args = options.data === undefined ? [] : ['--data', options.data]
  const { status } = spawnSync(process.execPath, [SCRIPT, ...args], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}

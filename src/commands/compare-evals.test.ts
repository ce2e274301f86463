import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { readBaseline } from '../evals/baseline.ts'
import { compareEvals } from './compare-evals.ts'

let folder = ''
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

test('a comparison says how many cases it leaves out, and why', () => {
  folder = mkdtempSync(join(tmpdir(), 'recado-compare-'))
  vi.stubEnv('DATA_DIR', folder)
  const baseline = readBaseline()
  const [gone, ...cases] = baseline.cases
  const run = (id: string, own: typeof cases) => {
    const path = join(folder, 'evals', 'runs', id)
    mkdirSync(path, { recursive: true })
    const kept = { ...baseline, id, at: '2026-01-01T00:00:00.000Z', suites: [], verdicts: [], results: [] }
    writeFileSync(join(path, 'run.json'), JSON.stringify({ ...kept, cases: own }))
  }
  // Of a folder of data sets that this comparison is not given.
  const others = ['set-1', 'set-2'].map((case_id) => ({ ...gone!, case_id }))
  run('before', [gone!, ...cases.slice(3)])
  run('after', [...cases, ...others])
  const said: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  compareEvals('before', 'after', {})
  expect(said.filter((line) => line.startsWith('left out'))).toEqual([
    'left out: 2 that are not shipped: name their folder of data sets by --data DIR\n',
    'left out: 1 that only the first run has\n',
    'left out: 3 that only the second run has\n',
  ])
})

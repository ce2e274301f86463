import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { readConfig } from '../src/config.ts'
import type { EntryInput } from '../src/domain/knowledge-entry.ts'
import { readBaseline } from '../src/evals/baseline.ts'
import type { Case } from '../src/evals/case.ts'
import { findLoosened } from '../src/evals/find-loosened.ts'
import { type Gate, judgeGates, readGates, unknownGates } from '../src/evals/judge-gates.ts'
import { judgeVersions } from '../src/evals/judge-versions.ts'
import { keepResults } from '../src/evals/keep-results.ts'
import { listCases } from '../src/evals/list-cases.ts'
import type { Workbench } from '../src/evals/open-workbench.ts'
import { looserThan } from '../src/evals/raise-gates.ts'
import { readShop } from '../src/evals/read-shop.ts'
import type { CaseResult } from '../src/evals/result.ts'
import { DEFAULT_RUN, entriesOf, runCase } from '../src/evals/run-case.ts'
import { runCases } from '../src/evals/run-cases.ts'
import { judge, type Outcome, runSuites } from '../src/evals/run-suites.ts'
import { findSuite, SUITES } from '../src/evals/suites.ts'
import { openBench } from './support/open-bench.ts'

const CASES = listCases()
const BASELINE = readBaseline()
const scoreOf = new Map(BASELINE.cases.map((score) => [score.case_id, score]))

let bench: Workbench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench.close())
afterEach(() => {
  vi.doUnmock('../src/inference/normalise-text.ts')
  vi.doUnmock('../src/inference/read-prompt.ts')
  vi.resetModules()
})

const did = (id: string, name: string) => scoreOf.get(id)?.turns.some(({ scores }) => scores[name] === 1)

/** Names of the gates that would fail in a whole run where only these cases come out otherwise. */
function failingAfter(changed: readonly Outcome[]): string[] {
  const now = new Map(changed.map((outcome) => [outcome.given.id, outcome]))
  const scored = CASES.map((given) => now.get(given.id) ?? { given, score: scoreOf.get(given.id)! })
  const gates = readGates().filter(({ suite }) => suite !== 'latency')
  const verdicts = judgeGates(gates, SUITES, { scored, baseline: BASELINE, isPartial: false })
  return verdicts.filter(({ passed }) => !passed).map(({ gate }) => gate)
}

async function runAll(
  cases: readonly Case[],
  on: Workbench = bench,
  run: typeof runCase = runCase,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const given of cases)
    outcomes.push(judge(given, await run(on, DEFAULT_RUN, given), entriesOf(given, DEFAULT_RUN)))
  return outcomes
}

test('the baseline knows every case, its gates hold, and none promises less than it shows', () => {
  expect(CASES.filter(({ id }) => !scoreOf.has(id)).map(({ id }) => id)).toEqual([])
  expect(unknownGates(readGates())).toEqual([])
  expect(looserThan(readGates(), BASELINE)).toEqual([])
  expect(failingAfter([])).toEqual([])
})

test('two swapped answers fail the gate of what drafts say', async () => {
  const { entries } = readShop('loja-roupas')
  const asked = CASES.filter(
    ({ kind, knowledge, id }) => kind === 'message' && knowledge === 'loja-roupas' && did(id, 'says'),
  )
  const named = asked.map(({ messages }) => messages[0]!.expected!.entry!)
  const timesAsked = (entry: string) => named.filter((other) => other === entry).length
  const [one, other] = [...new Set(named)].sort((a, b) => timesAsked(b) - timesAsked(a))
  const answerOf = (id: string) => entries.find((entry) => entry.external_id === id)!.answer
  const swapped = entries.map((entry): EntryInput => {
    if (entry.external_id === one) return { ...entry, answer: answerOf(other!) }
    return entry.external_id === other ? { ...entry, answer: answerOf(one!) } : entry
  })
  const about = asked.filter(({ messages }) => [one, other].includes(messages[0]!.expected!.entry!))
  const failing = failingAfter(await runAll(about.map((given) => ({ ...given, knowledge: swapped }))))
  expect(failing).toContain('drafting.says.pt')
}, 60_000)

test('a raised threshold fails the gate of drafts', async () => {
  const ranker = { ...bench.ctx.models.ranker, thresholds: { faq: 0.97, auto: 0.99 } }
  const strict = { ...bench, ctx: { ...bench.ctx, models: { ...bench.ctx.models, ranker } } }
  const drafted = CASES.filter(
    ({ kind, tags, id }) => kind === 'message' && tags.language === 'en' && did(id, 'drafted'),
  )
  const failing = failingAfter(await runAll(drafted.slice(0, 8), strict))
  expect(failing).toContain('drafting.drafted.en')
}, 60_000)

test('a normaliser that leaves accents on fails gates of the classifier in the languages that have them', async () => {
  vi.resetModules()
  vi.doMock('../src/inference/normalise-text.ts', async (original) => {
    const { normaliseText } = await original<typeof import('../src/inference/normalise-text.ts')>()
    return {
      normaliseText(given: string) {
        const normalised = normaliseText(given)
        const letters = [...normalised.starts].map((start, i) => {
          const written = given[start]!.toLowerCase()
          return /^\p{L}\p{M}$/u.test(written.normalize('NFD')) ? written : normalised.text[i]!
        })
        return { ...normalised, text: letters.join('') }
      },
    }
  })
  const { loadModels } = await import('../src/inference/load-models.ts')
  const accented = { ...bench, ctx: { ...bench.ctx, models: await loadModels(bench.ctx.config) } }
  const outcomes = await runAll(
    CASES.filter(({ kind, label }) => kind === 'sentence' && label?.name === 'hate'),
    accented,
  )
  const failing = failingAfter(outcomes)
  expect(failing).toEqual(expect.arrayContaining(['quality.hate_found.pt', 'quality.hate_found.es']))
  expect(failing).not.toContain('quality.hate_found.en')
}, 60_000)

test('a prompt that no longer shows the passages fails the gate of answered twins', async () => {
  vi.resetModules()
  vi.doMock('../src/inference/read-prompt.ts', async (original) => {
    const real = await original<typeof import('../src/inference/read-prompt.ts')>()
    return {
      readPrompt(id: string) {
        const prompt = real.readPrompt(id)
        return {
          ...prompt,
          render: (values: Record<string, string>) => prompt.render({ ...values, passages: '' }),
        }
      },
    }
  })
  const { openWorkbench: open } = await import('../src/evals/open-workbench.ts')
  const { runCase: run } = await import('../src/evals/run-case.ts')
  const blind = await openBench({ models: bench.ctx.models }, open)
  const twins = CASES.filter(({ id, tags }) => tags.language === 'es' && did(id, 'twin_answered'))
  const failing = failingAfter(await runAll(twins.slice(0, 5), blind, run))
  await blind.close()
  expect(failing).toContain('safety.twin_answered.es')
}, 60_000)

test('a prompt that was changed without a new baseline fails by name', () => {
  const verdicts = judgeVersions({ ...BASELINE.versions, prompts: 'another' }, BASELINE)
  expect(verdicts.filter(({ passed }) => !passed).map(({ gate }) => gate)).toEqual(['baseline.prompts'])
})

/** Everything but the time that it took. */
const timeless = ({ ms: _, ...rest }: CaseResult) => rest

test('two runs of the same code differ in nothing but time, whatever ran before', async () => {
  const some = [
    ...CASES.filter(({ kind, knowledge }) => kind === 'message' && knowledge === 'contract').slice(0, 3),
    ...CASES.filter(({ kind, tags }) => kind === 'thread' && tags.family === 'takeover').slice(0, 1),
    // One that wants the prompt, in which a fence is drawn anew each time.
    ...CASES.filter(({ model }) => model !== null && model.obeys !== '' && model.says === null).slice(0, 1),
  ]
  const other = await openBench({ models: bench.ctx.models })
  const forth = await runAll(some)
  const back = await runAll([...some].reverse(), other)
  await other.close()
  expect(back.reverse().map(({ result }) => timeless(result))).toEqual(
    forth.map(({ result }) => timeless(result)),
  )
  expect(failingAfter(forth)).toEqual([])
}, 60_000)

test('a judgement that fails in a run in threads fails the run, not the process', async () => {
  const cases = CASES.filter(({ kind }) => kind === 'message').slice(0, 2)
  const onResult = () => {
    throw new Error('cannot be judged')
  }
  const plan = { cases, settings: DEFAULT_RUN, config: readConfig({}), where: 1, onResult }
  await expect(runCases(plan)).rejects.toThrow('cannot be judged')
}, 60_000)

test('a run goes on where it was cut off, in threads, and a second one runs nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-evals-'))
  try {
    const suites = [findSuite('quality')!]
    const cases = CASES.filter(({ kind }) => kind === 'sentence').slice(0, 30)
    const path = join(folder, 'results.jsonl')
    const counts: number[] = []
    const plan = {
      suites,
      config: readConfig(),
      where: 1,
      onProgress: (done: number) => counts.push(done),
    }
    await runSuites({ ...plan, cases: cases.slice(0, 10), kept: keepResults(path), where: bench })
    const whole = await runSuites({ ...plan, cases, kept: keepResults(path) })
    expect(counts[11]).toBe(10)
    counts.length = 0
    const again = await runSuites({ ...plan, cases, kept: keepResults(path) })
    expect(counts).toEqual([30])
    expect(again).toEqual(whole)
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 60_000)

test('a gate that promises less, or is gone, was loosened; a stricter one was not', () => {
  const gate: Gate = { suite: 'retrieval', metric: 'mrr', where: 'pt', floor: 0.8, drop: 0 }
  const error: Gate = { suite: 'decision', metric: 'aurc', where: 'pt', ceiling: 0.2, drop: null }
  const before = [gate, error]
  expect(
    findLoosened(before, [
      { ...gate, floor: 0.85 },
      { ...error, ceiling: 0.1, drop: 0 },
    ]),
  ).toEqual([])
  expect(findLoosened(before, [{ ...gate, floor: 0.7 }, error])).toEqual(['retrieval.mrr.pt'])
  expect(findLoosened(before, [{ ...gate, drop: 0.1 }, error])).toEqual(['retrieval.mrr.pt'])
  expect(findLoosened(before, [gate, { ...error, ceiling: 0.3 }])).toEqual(['decision.aurc.pt'])
  expect(findLoosened(before, [gate])).toEqual(['decision.aurc.pt'])
})

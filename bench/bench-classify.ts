import { type ClassifyContext, classifyMessages } from '../src/classifier/classify-message.ts'
import { openPglite } from '../src/db/open-database.ts'
import { forWorkspace } from '../src/inference/for-workspace.ts'
import { readPolicy } from '../src/moderation/read-policy.ts'
import { assessTexts } from '../src/pipeline/assess-text.ts'
import { messageOf, openBench, openShop } from './open-bench.ts'
import { percentile } from './percentile.ts'

const WARM_UP = 300
const MESSAGES = 3000

/** Milliseconds a message: the classifier by itself, and with the search of 70 entries that /v1/classify adds. */
export async function benchClassify(print: (line: string) => void): Promise<void> {
  const database = await openPglite(null)
  await database.migrate()
  const bench = await openBench(database)
  const { workspaceId } = await openShop(bench)
  const ctx = await forWorkspace(bench, workspaceId)
  const policy = await readPolicy(ctx.db, workspaceId)
  const inputs = Array.from({ length: MESSAGES }, (_, i) => ({
    text: messageOf(i).text,
    surface: 'dm' as const,
    languageHint: null,
    before: [],
  }))
  const classifier = await timeEach(inputs, (input) => classifyMessages(ctx, [input]))
  const whole = await timeEach(inputs.slice(0, 600), (input) =>
    assessTexts(ctx, workspaceId, policy, [input]),
  )
  print(
    `  labels, language and evidence   p50 ${show(classifier, 50)}  p95 ${show(classifier, 95)} ms a message`,
  )
  print(`  with search over 70 entries     p50 ${show(whole, 50)}  p95 ${show(whole, 95)} ms a message`)
  const [small, large] = [await timeLength(ctx, 100_000), await timeLength(ctx, 1_000_000)]
  print(
    `  100 kB ${small.toFixed(1)} ms, 1 MB ${large.toFixed(1)} ms: t(1 MB)/t(100 kB) ${(large / small).toFixed(1)}`,
  )
  await database.close()
}

/** The fastest of five runs over one text of that many characters. */
async function timeLength(ctx: ClassifyContext, length: number): Promise<number> {
  const line = `${messageOf(1).text} 😀 R$ 12,50 example.com/x?id=1 @ana "não" `
  const text = line.repeat(Math.ceil(length / line.length)).slice(0, length)
  const runs = Array.from({ length: 5 }, () => ({ text, surface: 'dm' as const, languageHint: null }))
  return Math.min(...(await timeEach(runs, (input) => classifyMessages(ctx, [input]), 2)))
}

async function timeEach<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
  warmUp = WARM_UP,
): Promise<number[]> {
  for (const item of items.slice(0, warmUp)) await work(item)
  const times: number[] = []
  for (const item of items) {
    const startedAt = performance.now()
    await work(item)
    times.push(performance.now() - startedAt)
  }
  return times
}

const show = (times: readonly number[], p: number) => percentile(times, p).toFixed(3)

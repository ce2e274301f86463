import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decisions, events, knowledgeGaps, knowledgeMisses } from '../src/db/schema.ts'
import { systemActor } from '../src/domain/actor.ts'
import { upsertEntries } from '../src/knowledge/upsert-entries.ts'
import { listGaps } from '../src/upkeep/read-gaps.ts'
import { refreshGaps } from '../src/upkeep/refresh-gaps.ts'
import { liveMonth } from './support/live-month.ts'
import { makeMonth } from './support/make-month.ts'
import { randIndex } from './support/rand-index.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

/** 5000 is a month with all 40 topics; see CONTRIBUTING.md. */
const MESSAGES = Number(process.env.RECADO_MONTH_MESSAGES ?? 300)
/** Topics that nothing was chosen on are measured, not judged. */
const IS_JUDGED = process.env.RECADO_MONTH_TOPICS === undefined
const SEED = Number(process.env.RECADO_MONTH_SEED ?? 3)
const TOPICS = MESSAGES < 2000 ? 8 : 40
const MINUTE_MS = 60_000

let app: TestApp
let own: TestWorkspace
let topics: Map<string, string | null>
let now = new Date('2026-03-31T12:00:00Z')
beforeAll(async () => {
  app = await startTestApp({ clock: () => now })
  own = await app.makeWorkspace()
  topics = await liveMonth(app, own.id, makeMonth(SEED, MESSAGES, TOPICS))
  now = new Date(now.getTime() + MINUTE_MS)
}, 1_800_000)
afterAll(() => app.close())

/** The planted questions that were kept as unanswered, each with its topic and gap; one that stands alone is its own. */
async function readPlanted() {
  const rows = await app.ctx.db
    .select({ decisionId: knowledgeMisses.decision_id, gapId: knowledgeMisses.gap_id })
    .from(knowledgeMisses)
    .where(eq(knowledgeMisses.workspace_id, own.id))
  return rows.map(({ decisionId, gapId }) => ({ topic: topics.get(decisionId)!, gap: gapId ?? decisionId }))
}

test(
  `${TOPICS} topics that nothing answers, planted in ${MESSAGES} messages, become one gap each`,
  async () => {
    const startedAt = performance.now()
    await refreshGaps(app.ctx, own.id)
    const tookMs = performance.now() - startedAt
    const misses = await readPlanted()
    const planted = misses.filter(({ topic }) => topic !== null)
    const asked = Map.groupBy(
      [...topics.values()].filter((topic) => topic !== null),
      (topic) => topic,
    )
    const sizes = Map.groupBy(misses, ({ gap }) => gap)
    const found = [...asked].filter(([topic, all]) => {
      const gaps = Map.groupBy(
        planted.filter((miss) => miss.topic === topic),
        ({ gap }) => gap,
      )
      const [largest] = [...gaps].sort((a, b) => b[1].length - a[1].length)
      if (largest === undefined) return false
      // One gap that holds most of the topic and hardly anything else.
      return largest[1].length >= 0.6 * all.length && largest[1].length >= 0.8 * sizes.get(largest[0])!.length
    })
    const index = randIndex(
      planted.map(({ topic }) => topic!),
      planted.map(({ gap }) => gap),
    )
    if (MESSAGES >= 2000) {
      process.stderr.write(
        `${found.length} of ${asked.size} topics, adjusted Rand index ${index.toFixed(3)}, ${Math.round(tookMs)} ms\n`,
      )
    }
    if (!IS_JUDGED) return
    expect(found.length / asked.size).toBeGreaterThanOrEqual(MESSAGES < 2000 ? 0.75 : 0.9)
    expect(index).toBeGreaterThanOrEqual(0.8)
  },
  10 * MINUTE_MS,
)

test('a gap keeps its id while new questions join it, and is told once', async () => {
  const before = await app.ctx.db.select().from(knowledgeGaps).where(eq(knowledgeGaps.workspace_id, own.id))
  await refreshGaps(app.ctx, own.id)
  const after = await app.ctx.db.select().from(knowledgeGaps).where(eq(knowledgeGaps.workspace_id, own.id))
  expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort())
  const told = await app.ctx.db.select().from(events).where(eq(events.type, 'kb.gap_detected'))
  expect(told).toHaveLength(before.length)
})

test('an entry that answers a gap closes it', async () => {
  const [gap] = await listGaps(app.ctx, own.id, 'open', null, 1)
  const entry = {
    external_id: 'answered',
    question: gap!.title,
    variants: gap!.examples.map(({ text }) => text),
    answer: 'Sim.',
    language: gap!.language,
  }
  await upsertEntries(app.ctx, { workspaceId: own.id, actor: systemActor('test') }, [entry])
  await refreshGaps(app.ctx, own.id)
  const answered = await listGaps(app.ctx, own.id, 'answered', null, 10)
  expect(answered.map(({ id }) => id)).toContain(gap!.id)
  expect((await listGaps(app.ctx, own.id, 'open', null, 50)).map(({ id }) => id)).not.toContain(gap!.id)
}, 60_000)

test('what is older than 30 days is no gap any more', async () => {
  const at = new Date(now.getTime() + 45 * 86_400_000)
  await refreshGaps({ ...app.ctx, clock: () => at }, own.id)
  expect(await listGaps(app.ctx, own.id, 'open', null, 10)).toEqual([])
  expect(await app.ctx.db.select().from(decisions).limit(1)).toHaveLength(1)
})

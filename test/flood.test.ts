import { afterAll, beforeAll, expect, test } from 'vitest'
import { classifyMessages } from '../src/classifier/classify-message.ts'
import type { Context } from '../src/context.ts'
import type { Moderation } from '../src/domain/decision.ts'
import { forWorkspace } from '../src/inference/for-workspace.ts'
import { DEFAULT_POLICY } from '../src/moderation/default-policy.ts'
import { examineMessage } from '../src/moderation/examine-message.ts'
import { openSightings } from '../src/moderation/open-sightings.ts'
import { runSignals } from '../src/moderation/run-signals.ts'
import { drainTurns } from './support/drain-turns.ts'
import { makeMinute, type Said } from './support/flood.ts'
import { inLanes } from './support/in-lanes.ts'
import { accept, decisionOf, messageBody, openChannel } from './support/send-message.ts'
import { startTestApp, type TestApp } from './support/start-test-app.ts'

/** CONTRIBUTING.md says how to send 5,000 comments. */
const FLOOD = Number(process.env.RECADO_FLOOD ?? 250)
const SENDERS = FLOOD / 10
const FREE = 20

let app: TestApp
let now = new Date()
beforeAll(async () => {
  app = await startTestApp({ clock: () => now })
})
afterAll(() => app.close())

test(`of ${FLOOD} nearly identical comments within a minute the first ${FREE} pass at most, and ordinary ones are left alone`, async () => {
  const { id: workspaceId } = await app.makeWorkspace()
  const minute = makeMinute(FLOOD, SENDERS, Math.max(150, FLOOD / 5))
  const startedAt = now.getTime()
  const results: Moderation[] = []
  await inLanes(minute, async (said, i) => {
    now = new Date(startedAt + (i * 60_000) / minute.length)
    results[i] = await examine(app.ctx, workspaceId, said, i)
  })
  const flood = results.filter((_result, i) => minute[i]!.isFlood)
  expect(flood.slice(FREE).filter(({ action }) => action === 'allow')).toEqual([])
  const ordinary = results.filter((_result, i) => !minute[i]!.isFlood)
  const touched = ordinary.filter(({ rule }) => rule !== null)
  expect(ordinary.length).toBeGreaterThanOrEqual(150)
  expect(touched.length / ordinary.length).toBeLessThanOrEqual(0.005)
}, 300_000)

async function examine(given: Context, workspaceId: string, said: Said, i: number): Promise<Moderation> {
  const ctx = await forWorkspace(given, workspaceId)
  const [classified] = await classifyMessages(ctx, [
    { text: said.text, surface: 'comment', languageHint: null },
  ])
  const { moderation } = await examineMessage(
    (input) => runSignals(ctx, input),
    DEFAULT_POLICY.document,
    {
      workspaceId,
      text: said.text,
      language: classified!.language.tag,
      surface: 'comment',
      labels: classified!.scores,
      attachments: [],
      wordLists: [],
      sender: {
        contactId: said.sender,
        takenAway: 0,
        messages: [{ id: `${workspaceId}-${i}`, text: said.text }],
      },
    },
    {
      category: 'needs_human',
      channel: 'shop',
      isSenderBlocked: false,
      isKnownCustomer: false,
      threadLabels: [],
      isHumanReplied: false,
      needsPerson: false,
      asksQuestion: false,
      shipped: ctx.models.classifier.thresholds,
    },
  )
  return moderation
}

test('two processes that share a database contain a flood together, whoever sees it first', async () => {
  now = new Date(now.getTime() + 3600_000)
  const { id: workspaceId } = await app.makeWorkspace()
  const processes = [0, 1].map((): Context => ({ ...app.ctx, sightings: openSightings(app.ctx) }))
  const flood = makeMinute(120, 30, 0)
  const passed: number[] = []
  // All of the first forty reach one process, then both see the rest in turn.
  for (const [i, said] of flood.entries()) {
    const { action } = await examine(processes[i < 40 ? 0 : i % 2]!, workspaceId, said, i)
    if (action === 'allow') passed.push(i)
  }
  expect(passed.length).toBeLessThanOrEqual(FREE)
  expect(passed.filter((i) => i >= 40).length).toBeLessThanOrEqual(3)
  await Promise.all(processes.map(({ sightings }) => sightings.share()))
})

test('the whole path contains a flood under several posts, and hides it where it carries a link', async () => {
  now = new Date(now.getTime() + 3600_000)
  const own = await app.makeWorkspace()
  await openChannel(own)
  const ids: string[] = []
  for (let i = 0; i < 30; i += 1) {
    const body = messageBody(
      `@amiga${i} desconto de ${i}% só hoje em http://oferta.example/x, aproveitem ${'🔥'.repeat(i % 4)}`,
      {
        surface: 'comment',
        thread: { external_id: `post-${i % 3}` },
      },
    )
    ids.push((await accept(own, body)).message_id)
  }
  await drainTurns(app.ctx)
  const decided = await Promise.all(ids.map((id) => decisionOf(own, id)))
  const hidden = decided.filter(({ reasons }) => reasons[0] === 'flood_with_link')
  expect(hidden.length).toBeGreaterThanOrEqual(30 - FREE)
  expect(hidden.every(({ route, moderation }) => route === 'hide' && moderation.severity === 'medium')).toBe(
    true,
  )
})

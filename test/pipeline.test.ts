import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../src/context.ts'
import { contacts, decisions, jobs, messages, threads } from '../src/db/schema.ts'
import { claimTurn, LEASE_MS } from '../src/pipeline/claim-turn.ts'
import { DecisionInputs, decide } from '../src/pipeline/decide.ts'
import { processTurn } from '../src/pipeline/process-turn.ts'
import { workOn } from '../src/pipeline/run-worker.ts'
import { drainTurns } from './support/drain-turns.ts'
import {
  accept,
  decideMessage,
  decisionOf,
  ENTRIES,
  messageBody,
  openChannel,
  putEntries,
} from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'
import { withClassifier } from './support/with-classifier.ts'

let app: TestApp
let now = new Date()
beforeAll(async () => {
  app = await startTestApp({ clock: () => now })
})
// Whoever claims a turn gets the most overdue one of all: what another test left waiting must not be it.
beforeEach(() => app.ctx.db.delete(jobs))
afterAll(() => app.close())

const ASK = 'Qual o horário de funcionamento?'

async function openShop(mode: 'off' | 'shadow' | 'draft' | 'auto' = 'auto'): Promise<TestWorkspace> {
  const workspace = await app.makeWorkspace()
  await openChannel(workspace, mode)
  await putEntries(workspace)
  return workspace
}

async function eventTypes(workspace: TestWorkspace): Promise<string[]> {
  const response = await workspace.request('GET', '/v1/events?limit=100')
  return ((await response.json()) as { data: { type: string }[] }).data.map((event) => event.type)
}

/** Two messages of one thread, with whatever else the second brings. */
function inThread(thread: string, text: string, over: Record<string, unknown> = {}) {
  return messageBody(text, {
    thread: { external_id: thread },
    contact: { external_id: `of-${thread}` },
    ...over,
  })
}

describe('accepting', () => {
  test('a message that comes twice at the same moment is stored once', async () => {
    const shop = await openShop()
    const body = messageBody(ASK)
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(shop, body)))
    expect(new Set(answers.map((answer) => answer.message_id)).size).toBe(1)
    expect(answers.filter((answer) => answer.status === 'accepted')).toHaveLength(1)
  })

  test('U+0000 and lone surrogates are stored as U+FFFD', async () => {
    const shop = await openShop()
    const response = await app.app.request('/v1/messages', {
      method: 'POST',
      headers: { authorization: `Bearer ${shop.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(messageBody('x')).replace('"text":"x"', '"text":"a\\u0000b\\ud83dc"'),
    })
    const { message_id } = (await response.json()) as { message_id: string }
    const [row] = await app.ctx.db.select().from(messages).where(eq(messages.id, message_id))
    expect(row!.text).toBe('a\uFFFDb\uFFFDc')
  })

  test.each([
    ['an old message that is synced', { backfill: true }, 'backfill'],
    ['a message that comes too late', { sent_at: '2020-01-01T00:00:00Z' }, 'stale'],
  ])('%s is stored and gets no reply', async (_name, over, reason) => {
    const shop = await openShop()
    const { message_id, status } = await accept(shop, messageBody(ASK, over))
    expect(status).toBe('stored')
    await drainTurns(app.ctx)
    expect(await decisionOf(shop, message_id)).toMatchObject({
      route: 'none',
      reasons: [reason],
      draft: null,
    })
  })

  test('the same Idempotency-Key gets the same answer, and another request under it is refused', async () => {
    const shop = await openShop()
    const body = messageBody(ASK)
    const send = (text: string) =>
      shop.request('POST', '/v1/messages', { ...body, text }, { 'idempotency-key': 'once' })
    const first = await send(ASK)
    const again = await send(ASK)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toEqual(await first.json())
    expect((await send('outra coisa')).status).toBe(422)
  })
})

describe('deciding', () => {
  test('a burst of four shares one decision and gets one reply', async () => {
    const shop = await openShop()
    await shop.request('PUT', '/v1/channels/shop', { kind: 'instagram', settle_ms: 1000 })
    const ids: string[] = []
    for (const text of ['oi', 'boa tarde', ASK, 'obrigada']) {
      ids.push((await accept(shop, inThread('burst', text))).message_id)
    }
    expect(await drainTurns(app.ctx)).toBe(0)
    now = new Date(now.getTime() + 1000)
    expect(await drainTurns(app.ctx)).toBe(1)
    const decided = await Promise.all(ids.map((id) => decisionOf(shop, id)))
    expect(new Set(decided.map((decision) => decision.draft?.id)).size).toBe(1)
    expect(decided[0]!.route).toBe('auto_reply')
    expect((await eventTypes(shop)).filter((type) => type === 'reply.requested')).toHaveLength(1)
  })

  test('a decision can be replayed from what was stored with it', async () => {
    const shop = await openShop()
    const { message_id } = await decideMessage(app, shop, ASK)
    const [row] = await app.ctx.db.select().from(decisions).where(eq(decisions.message_id, message_id))
    const verdict = decide(DecisionInputs.parse(row!.inputs))
    expect({ route: verdict.route, reasons: verdict.reasons }).toEqual({
      route: row!.route,
      reasons: row!.reasons,
    })
  })

  test('attachments without a text go to a person', async () => {
    const shop = await openShop()
    const decision = await decideMessage(app, shop, '', { attachments: [{ kind: 'image' }] })
    expect(decision).toMatchObject({ route: 'human', reasons: ['attachment_only'] })
  })

  test('an entry in another language goes to review without a draft, the entry cited', async () => {
    const shop = await openShop()
    const decision = await decideMessage(app, shop, '¿Cuál es el horario de funcionamiento?')
    expect(decision).toMatchObject({ route: 'review', reasons: ['entry_other_language'], draft: null })
    expect(decision.citations[0]?.external_id).toBe('horario')
  })

  test('a wish for a person is handed over with what is needed to go on', async () => {
    const shop = await openShop()
    const decision = await decideMessage(app, shop, 'Quero falar com um atendente humano por favor')
    expect(decision).toMatchObject({
      route: 'human',
      reasons: ['wants_human'],
      handoff: { queue: 'geral', priority: 'high', summary: expect.stringContaining('atendente') },
    })
    expect(await eventTypes(shop)).toContain('thread.needs_human')
  })

  test('a workspace that is stopped sends nothing by itself', async () => {
    const shop = await openShop()
    await shop.request('PATCH', `/v1/workspaces/${shop.id}`, { settings: { stop_everything: true } })
    expect(await decideMessage(app, shop, ASK)).toMatchObject({
      route: 'review',
      draft: { state: 'pending_review' },
    })
  })

  test('a channel that is off decides nothing, a shadow channel sends nothing', async () => {
    expect(await decideMessage(app, await openShop('off'), ASK)).toMatchObject({
      route: 'none',
      reasons: ['channel_off'],
    })
    const shadow = await openShop('shadow')
    expect(await decideMessage(app, shadow, ASK)).toMatchObject({
      route: 'auto_reply',
      draft: { state: 'expired' },
    })
    const types = await eventTypes(shadow)
    expect(types).toContain('message.decided')
    expect(types).not.toContain('reply.requested')
  })

  test('a blocked sender is filed away without a reply', async () => {
    const shop = await openShop()
    await accept(shop, inThread('blocked', 'oi'))
    await drainTurns(app.ctx)
    await app.ctx.db
      .update(contacts)
      .set({ blocked_at: now })
      .where(and(eq(contacts.workspace_id, shop.id), eq(contacts.external_id, 'of-blocked')))
    const { message_id } = await accept(shop, inThread('blocked', ASK))
    await drainTurns(app.ctx)
    expect(await decisionOf(shop, message_id)).toMatchObject({
      route: 'hide',
      moderation: { action: 'block' },
      draft: null,
    })
  })
})

describe('a thread that goes on', () => {
  test('a newer message supersedes a draft that waits, and its question is not lost', async () => {
    const shop = await openShop('draft')
    const first = await accept(shop, inThread('newer', ASK))
    await drainTurns(app.ctx)
    const before = await decisionOf(shop, first.message_id)
    const second = await accept(shop, inThread('newer', 'e aí? ainda esperando'))
    await drainTurns(app.ctx)
    const after = await decisionOf(shop, second.message_id)
    expect((await decisionOf(shop, first.message_id)).draft?.state).toBe('superseded')
    expect(after.draft).toMatchObject({ state: 'pending_review', citations: [{ external_id: 'horario' }] })
    expect(after.draft!.id).not.toBe(before.draft!.id)
  })

  test("a person's own reply on the platform silences Recado until the thread is resolved", async () => {
    const shop = await openShop()
    await accept(shop, inThread('silenced', 'oi'))
    await accept(shop, inThread('silenced', 'Oi! Sou a Ana, já vejo isso.', { direction: 'outbound' }))
    const asked = await accept(shop, inThread('silenced', ASK))
    await drainTurns(app.ctx)
    expect(await decisionOf(shop, asked.message_id)).toMatchObject({
      route: 'human',
      reasons: ['human_replied'],
    })
    await shop.request('POST', `/v1/threads/${asked.thread_id}/resolve`)
    const later = await accept(shop, inThread('silenced', ASK))
    await drainTurns(app.ctx)
    expect((await decisionOf(shop, later.message_id)).route).toBe('auto_reply')
    const thread = await (await shop.request('GET', `/v1/threads/${asked.thread_id}`)).json()
    expect(thread).toMatchObject({ episode: 2, is_ai_silenced: false })
  })

  test("the platform's echo of our own reply silences nobody", async () => {
    const shop = await openShop()
    const { message_id } = await accept(shop, inThread('echo', ASK))
    await drainTurns(app.ctx)
    const { draft } = await decisionOf(shop, message_id)
    await accept(shop, inThread('echo', draft!.text, { direction: 'outbound' }))
    const next = await accept(shop, inThread('echo', ASK))
    await drainTurns(app.ctx)
    expect((await decisionOf(shop, next.message_id)).reasons).not.toContain('human_replied')
  })

  test('a loop with another bot is stopped and shown to a person', async () => {
    const shop = await openShop()
    const routes: string[] = []
    for (let i = 0; i < 7; i += 1) {
      const { message_id } = await accept(shop, inThread('loop', ASK))
      await drainTurns(app.ctx)
      routes.push((await decisionOf(shop, message_id)).route)
    }
    expect(routes.slice(0, 2)).toEqual(['auto_reply', 'auto_reply'])
    expect(routes).toContain('human')
    expect(routes.at(-1)).not.toBe('auto_reply')
  })
})

describe('what comes in the middle of a turn', () => {
  /** Claims the thread's turn and stops just before it is recorded, while `meanwhile` happens. */
  async function interrupt(meanwhile: () => Promise<unknown>) {
    const claim = await claimTurn(app.ctx, '')
    const { embedded: classifier } = app.ctx.models.classifiers
    let isFirst = true
    const ctx: Context = {
      ...app.ctx,
      models: withClassifier(app.ctx.models, {
        ...classifier,
        classify: async (inputs) => {
          if (isFirst) await meanwhile()
          isFirst = false
          return classifier.classify(inputs)
        },
      }),
    }
    return processTurn(ctx, claim!, AbortSignal.timeout(5000))
  }

  test('a claim throws the turn away and nothing is sent', async () => {
    const shop = await openShop()
    const { message_id, thread_id } = await accept(shop, messageBody(ASK))
    expect(await interrupt(() => shop.request('POST', `/v1/threads/${thread_id}/claim`))).toBe('overtaken')
    await drainTurns(app.ctx)
    expect(await decisionOf(shop, message_id)).toMatchObject({ route: 'human', reasons: ['human_replied'] })
    expect(await eventTypes(shop)).not.toContain('reply.requested')
  })

  test('another message joins the turn, which runs once more', async () => {
    const shop = await openShop()
    const first = await accept(shop, inThread('joins', 'oi'))
    expect(await interrupt(() => accept(shop, inThread('joins', ASK)))).toBe('overtaken')
    await drainTurns(app.ctx)
    const decision = await decisionOf(shop, first.message_id)
    expect(decision).toMatchObject({ route: 'auto_reply' })
    expect((await eventTypes(shop)).filter((type) => type === 'message.decided')).toHaveLength(1)
  })

  test("another person's comment under the same post is a turn of its own", async () => {
    const shop = await openShop()
    const says = (who: string) => inThread('post', ASK, { surface: 'comment', contact: { external_id: who } })
    const first = await accept(shop, says('ana'))
    expect(await interrupt(() => accept(shop, says('bia')))).toBe('recorded')
    expect((await decisionOf(shop, first.message_id)).route).toBe('auto_reply')
    expect(await drainTurns(app.ctx)).toBe(1)
  })

  test('a lease that ran out is taken over, and the late worker writes nothing', async () => {
    const shop = await openShop()
    const { message_id } = await accept(shop, messageBody(ASK))
    const late = await claimTurn(app.ctx, '')
    expect(await claimTurn(app.ctx, '')).toBeNull()
    now = new Date(now.getTime() + LEASE_MS + 1)
    await drainTurns(app.ctx)
    expect(await processTurn(app.ctx, late!, AbortSignal.timeout(5000))).toBe('lost')
    expect((await decisionOf(shop, message_id)).route).toBe('auto_reply')
    expect((await eventTypes(shop)).filter((type) => type === 'reply.requested')).toHaveLength(1)
  })
})

describe('failure', () => {
  test('a turn that throws again and again goes to a person as it is', async () => {
    const shop = await openShop()
    const { message_id } = await accept(shop, messageBody(ASK))
    const { models } = app.ctx
    const classify = () => Promise.reject(new Error('no model'))
    const broken: Context = {
      ...app.ctx,
      models: withClassifier(models, { ...models.classifiers.embedded, classify }),
    }
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const claim = await claimTurn(broken, '')
      if (claim !== null) await workOn(broken, claim)
      now = new Date(now.getTime() + 60_000)
    }
    expect(await decisionOf(shop, message_id)).toMatchObject({
      route: 'human',
      reasons: ['processing_failed'],
    })
    expect(await app.ctx.db.select().from(jobs).where(eq(jobs.workspace_id, shop.id))).toEqual([])
  })
})

describe('fairness', () => {
  test('a flood in one workspace does not starve another', async () => {
    const flooded = await openShop()
    const quiet = await openShop()
    for (let i = 0; i < 10; i += 1) await accept(flooded, messageBody('oi'))
    await accept(quiet, messageBody('oi'))
    const first = await claimTurn(app.ctx, '')
    const second = await claimTurn(app.ctx, first!.workspaceId)
    expect(new Set([first!.workspaceId, second!.workspaceId])).toEqual(new Set([flooded.id, quiet.id]))
  })
})

describe('a workspace', () => {
  test('sees nothing of a contact, thread or entry of another with the same ids', async () => {
    const [a, b] = [await openShop(), await openShop()]
    await putEntries(b, [{ ...ENTRIES[0], answer: 'Somente com hora marcada, das 10h às 12h.' }])
    await accept(a, inThread('same', ASK))
    await accept(b, inThread('same', ASK))
    await drainTurns(app.ctx)
    const rows = await app.ctx.db.select().from(threads).where(eq(threads.external_id, 'same'))
    expect(new Set(rows.map((row) => row.workspace_id))).toEqual(new Set([a.id, b.id]))
    const texts = await Promise.all(
      [a, b].map(
        async (shop) =>
          ((await (await shop.request('GET', '/v1/drafts')).json()) as { data: { text: string }[] }).data[0]!
            .text,
      ),
    )
    expect(texts[0]).toContain('9h às 19h')
    expect(texts[1]).toContain('10h às 12h')
  })
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/support/open-test-database.ts'
import { DEFAULT_SETTINGS } from '../access/workspace-settings.ts'
import { makeNewId } from '../context.ts'
import type { Database } from '../db/database.ts'
import { decisions, drafts, feedback, messages, workspaces } from '../db/schema.ts'
import type { Assessment } from '../domain/assessment.ts'
import type { MessageInput } from '../domain/message.ts'
import { ensureChannel, ensureContact, lockThread } from '../inbox/ensure-thread.ts'
import { readConfidence } from './read-confidence.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const newId = makeNewId(() => NOW)
const RISKS = [
  { risk: 0.02, threshold: null, answered: 0, wrong: 0, bound: null, coverage: 0 },
  { risk: 0.05, threshold: 0.9, answered: 200, wrong: 4, bound: 0.045, coverage: 0.4 },
]

let database: Database
let workspaceId: string
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  workspaceId = newId('ws')
  const times = { created_at: NOW, updated_at: NOW }
  await database.db
    .insert(workspaces)
    .values({ id: workspaceId, name: 'ws', settings: DEFAULT_SETTINGS, ...times })
})

const read = (risk: number | null = 0.05) =>
  readConfidence(
    {
      db: database.db,
      models: {
        embedder: { id: 'now' },
        classifier: { id: 'sorts' },
        chat: null,
        ranker: { id: 'weighs', risks: RISKS, thresholds: { faq: 0.4, auto: 0.8 } },
      },
    },
    workspaceId,
    risk,
  )

/** Drafts of one thread that a person reviewed, from sure to unsure. */
async function review(
  kinds: readonly ('approved' | 'edited' | 'rejected')[],
  { embedder = 'now', classifier = 'sorts', prompt = null as string | null } = {},
) {
  const ctx = { newId }
  const input = {
    external_id: newId('m'),
    channel: { id: 'shop', kind: 'web' },
    surface: 'dm',
    thread: { external_id: newId('t') },
  } as MessageInput
  await ensureChannel(database.db, workspaceId, input, NOW)
  const contact = await ensureContact(ctx, database.db, workspaceId, 'shop', { external_id: newId('c') }, NOW)
  const { thread } = await lockThread(ctx, database.db, workspaceId, 'shop', contact.id, input, NOW)
  const own = { workspace_id: workspaceId, thread_id: thread.id }
  const message = {
    ...own,
    id: newId('msg'),
    channel_id: 'shop',
    external_id: newId('m'),
    contact_id: contact.id,
    direction: 'inbound' as const,
    disposition: 'live' as const,
    surface: 'dm' as const,
    text: 'oi',
    episode: 1,
    sent_at: NOW,
    received_at: NOW,
  }
  await database.db.insert(messages).values(message)
  const made = kinds.map((kind, i) => ({
    kind,
    decision: newId('dec'),
    draft: newId('drf'),
    at: 0.99 - i / 1000,
  }))
  const assessment = { versions: { embedder: `${embedder}+weighs`, classifier } } as Assessment
  await database.db.insert(decisions).values(
    made.map(({ decision }) => ({
      ...own,
      id: decision,
      message_id: message.id,
      category: 'faq' as const,
      route: 'review' as const,
      reasons: [],
      mode: 'draft' as const,
      assessment,
      moderation: {
        action: 'allow' as const,
        reasons: [],
        severity: null,
        rule: null,
        queue: null,
        unsure: [],
        signals: [],
      },
      citations: [],
      inputs: {},
      prompt_version: prompt,
      took_ms: 1,
      created_at: NOW,
    })),
  )
  await database.db.insert(drafts).values(
    made.map(({ decision, draft, at }) => ({
      ...own,
      id: draft,
      decision_id: decision,
      state: 'approved' as const,
      text: 'sim',
      proposed_text: 'sim',
      language: 'pt' as const,
      confidence: at,
      citations: [],
      created_at: NOW,
      updated_at: NOW,
    })),
  )
  await database.db.insert(feedback).values(
    made.map(({ kind, draft }) => ({
      id: newId('fb'),
      workspace_id: workspaceId,
      draft_id: draft,
      kind,
      details: {},
      actor_kind: 'key',
      actor_id: 'k',
      created_at: NOW,
    })),
  )
}

const approved = (n: number) => Array.from({ length: n }, () => 'approved' as const)

test('without own cases the shipped threshold holds, and the missing cases are counted', async () => {
  expect(await read()).toMatchObject({
    risk: 0.05,
    threshold: 0.9,
    source: 'shipped',
    own: { ok: false, reason: 'too_few_cases', missing: 59 },
  })
})

test('where nobody chose a risk, the threshold of the models holds', async () => {
  expect(await read(null)).toMatchObject({ threshold: 0.8, source: 'default', own: null })
})

test('where no case can show the risk, nothing goes out by itself', async () => {
  expect(await read(0.02)).toMatchObject({ threshold: null, source: 'none' })
  // Stricter than any row of the table.
  expect(await read(0.01)).toMatchObject({ threshold: null, source: 'none', shipped: null })
})

test('enough own reviewed drafts set the threshold', async () => {
  await review(approved(93))
  const found = await read()
  expect(found).toMatchObject({ source: 'own', cases: 93, own: { ok: true, answered: 93, wrong: 0 } })
  expect(found.threshold).toBeCloseTo(0.99 - 92 / 1000, 5)
})

test('drafts that were edited or rejected count as wrong', async () => {
  await review(['edited', 'rejected', 'edited', ...approved(90)])
  expect(await read()).toMatchObject({
    source: 'shipped',
    cases: 93,
    own: { ok: false, reason: 'too_many_wrong' },
  })
})

test('reviews of other models and of other workspaces do not count', async () => {
  await review(approved(60), { embedder: 'earlier' })
  await review(approved(60), { classifier: 'earlier' })
  await review(approved(60), { prompt: 'draft-reply@1' })
  expect(await read()).toMatchObject({ cases: 0 })
  await review(approved(5))
  await review(approved(5), { classifier: 'sorts>asked' })
  const first = workspaceId
  workspaceId = newId('ws')
  expect(await read()).toMatchObject({ cases: 0 })
  workspaceId = first
  expect(await read()).toMatchObject({ cases: 10 })
})

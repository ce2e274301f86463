import { readFileSync } from 'node:fs'
import { channels, contacts, decisions, messages, threads } from '../../src/db/schema.ts'
import { systemActor } from '../../src/domain/actor.ts'
import { forWorkspace } from '../../src/inference/for-workspace.ts'
import { upsertEntries } from '../../src/knowledge/upsert-entries.ts'
import { DEFAULT_POLICY } from '../../src/moderation/default-policy.ts'
import { type AssessedText, assessTexts } from '../../src/pipeline/assess-text.ts'
import type { MonthMessage } from './make-month.ts'
import type { TestApp } from './start-test-app.ts'

const BATCH = 100

/**
 * Stores a month of messages with the decisions that the app's own classifier and knowledge (the demo shop's) come to,
 * without queues, drafts and events, which gaps do not look at. Answers each message's topic by its decision.
 */
export async function liveMonth(
  app: TestApp,
  workspaceId: string,
  month: readonly MonthMessage[],
): Promise<Map<string, string | null>> {
  const { ctx } = app
  const now = ctx.clock()
  const caller = { workspaceId, actor: systemActor('test') }
  const shop = new URL('../../src/demo/pet-shop.json', import.meta.url)
  await upsertEntries(ctx, caller, JSON.parse(readFileSync(shop, 'utf8')) as unknown[])
  const at = { created_at: now, updated_at: now }
  await ctx.db.insert(channels).values({
    workspace_id: workspaceId,
    id: 'shop',
    kind: 'instagram',
    mode: 'auto',
    settle_ms: 0,
    stale_after_s: 60,
    ...at,
  })
  const own = await forWorkspace(ctx, workspaceId)
  const topics = new Map<string, string | null>()
  for (let i = 0; i < month.length; i += BATCH) {
    const batch = month.slice(i, i + BATCH)
    const assessed = await assessTexts(
      own,
      workspaceId,
      DEFAULT_POLICY,
      batch.map(({ text }) => ({ text, surface: 'dm' as const, languageHint: null, before: [] })),
    )
    const rows = batch.map((message, k) => rowsOf(app, workspaceId, message, assessed[k]!, `${i + k}`))
    await ctx.db.insert(contacts).values(rows.map((row) => row.contact))
    await ctx.db.insert(threads).values(rows.map((row) => row.thread))
    await ctx.db.insert(messages).values(rows.map((row) => row.message))
    await ctx.db.insert(decisions).values(rows.map((row) => row.decision))
    for (const [k, row] of rows.entries()) topics.set(row.decision.id, batch[k]!.topic)
  }
  return topics
}

function rowsOf(
  { ctx }: TestApp,
  workspace_id: string,
  { text, day }: MonthMessage,
  { assessment, passages }: AssessedText,
  external_id: string,
) {
  const at = new Date(ctx.clock().getTime() - (30 - day) * 86_400_000 + 3_600_000)
  const ids = {
    contact: ctx.newId('con'),
    thread: ctx.newId('thr'),
    message: ctx.newId('msg'),
    decision: ctx.newId('dec'),
  }
  const best = passages[0]?.confidence ?? 0
  const isTrusted = assessment.category === 'faq' && best >= ctx.models.ranker.thresholds.auto
  const route = !assessment.reply_owed
    ? ('none' as const)
    : isTrusted
      ? ('auto_reply' as const)
      : ('human' as const)
  const common = { workspace_id, channel_id: 'shop', external_id }
  const citations = passages.slice(0, 3).map(({ entry, confidence }) => ({
    entry_id: entry.id,
    external_id: entry.external_id,
    version: entry.version,
    score: confidence,
  }))
  return {
    contact: { ...common, id: ids.contact, created_at: at },
    thread: {
      ...common,
      id: ids.thread,
      contact_id: ids.contact,
      surface: 'dm' as const,
      status: 'new' as const,
      last_message_at: at,
      created_at: at,
      updated_at: at,
    },
    message: {
      ...common,
      id: ids.message,
      thread_id: ids.thread,
      contact_id: ids.contact,
      direction: 'inbound' as const,
      disposition: 'live' as const,
      surface: 'dm' as const,
      text,
      episode: 1,
      decision_id: ids.decision,
      sent_at: at,
      received_at: at,
    },
    decision: {
      id: ids.decision,
      workspace_id,
      thread_id: ids.thread,
      message_id: ids.message,
      category: assessment.category,
      route,
      reasons: [],
      mode: 'auto' as const,
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
      citations,
      inputs: {},
      took_ms: 1,
      created_at: at,
    },
  }
}

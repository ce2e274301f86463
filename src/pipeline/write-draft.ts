import { sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { drafts, ruleUses } from '../db/schema.ts'
import { noteTemplateUse } from '../words/note-template-use.ts'
import type { Outcome } from './outcome.ts'

type DraftRow = typeof drafts.$inferSelect

interface WriteContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/** What a turn proposes or sends: its draft, or the words of the rule that answered in its place. */
export async function writeDraft(
  ctx: WriteContext,
  tx: Db,
  outcome: Outcome,
  decisionId: string,
  now: Date,
): Promise<DraftRow | null> {
  const { draft, turn, verdict, spoken } = outcome
  if (verdict.draft === 'drop') return null
  const isShadow = turn.channel.mode === 'shadow'
  // A shadow draft is kept to be compared with what people said; it can never be sent.
  const state = isShadow ? 'expired' : verdict.draft === 'send' ? 'approved' : 'pending_review'
  if (spoken !== null && !spoken.isBeside) {
    const { text, language } = spoken.ruling.saying!
    const words = { kind: spoken.ruling.kind, text, language, confidence: 1, citations: [] }
    return insert(ctx, tx, outcome, { ...words, state, decision_id: decisionId }, now)
  }
  if (draft?.kind !== 'drafted') return null
  const { text, language, confidence, citations } = draft.reply
  const words = { kind: 'answer' as const, text, language, confidence, citations: [...citations] }
  const row = await insert(ctx, tx, outcome, { ...words, state, decision_id: decisionId }, now)
  // A shadow says nothing; a draft that waits counts once it goes out: src/words/read-usage.ts.
  if (draft.reply.frame !== null && !isShadow)
    await noteTemplateUse(ctx, tx, draft.reply.frame, saidTo(turn, row.id))
  return row
}

function saidTo({ thread, contact }: Outcome['turn'], draftId: string) {
  return { workspaceId: thread.workspace_id, contactId: contact.id, threadId: thread.id, draftId }
}

/**
 * Notes that a rule speaks and, where a person is needed all the same, writes what it says beside the hand-off: that is no
 * answer of the turn. Null where it says nothing beside.
 */
export async function writeSaying(
  ctx: WriteContext,
  tx: Db,
  outcome: Outcome,
  draft: DraftRow | null,
  now: Date,
): Promise<DraftRow | null> {
  const { spoken, turn } = outcome
  if (spoken === null || turn.channel.mode === 'shadow') return null
  const { saying, kind, effect, notBefore } = spoken.ruling
  const { text, language, template } = saying!
  const words = { text, language, kind, confidence: 1, citations: [] }
  const said = spoken.isBeside
    ? await insert(ctx, tx, outcome, { ...words, state: 'approved', decision_id: null }, now)
    : null
  const row = said ?? draft
  if (row?.state !== 'approved') return null
  if (template !== null) await noteTemplateUse(ctx, tx, template, saidTo(turn, row.id))
  await tx.insert(ruleUses).values({
    id: ctx.newId('use'),
    workspace_id: turn.thread.workspace_id,
    thread_id: turn.thread.id,
    contact_id: turn.contact.id,
    draft_id: row.id,
    version: effect.version,
    rule: effect.name,
    not_before: notBefore,
    created_at: now,
  })
  return said
}

async function insert(
  ctx: WriteContext,
  tx: Db,
  { turn }: Outcome,
  words: Pick<DraftRow, 'kind' | 'text' | 'language' | 'confidence' | 'citations' | 'state' | 'decision_id'>,
  now: Date,
): Promise<DraftRow> {
  const [row] = await tx
    .insert(drafts)
    .values({
      ...words,
      id: ctx.newId('drf'),
      workspace_id: turn.thread.workspace_id,
      thread_id: turn.thread.id,
      contact_id: turn.contact.id,
      urgency: sql`(select urgency from threads where id = ${turn.thread.id})`,
      proposed_text: words.text,
      created_at: now,
      updated_at: now,
    })
    .returning()
  return row!
}

import { and, desc, eq, gt, lt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { isOfPerson } from '../db/same-person.ts'
import { drafts, messages, ruleUses } from '../db/schema.ts'
import type { RulePast, RuleUse } from './reply-facts.ts'

/** A menu is answered within a day. */
const MENU_MS = 86_400_000

interface Asked {
  readonly workspaceId: string
  readonly threadId: string
  readonly contactId: string
  /** The first message of the turn. */
  readonly messageId: string
  /** The shop's last words in the thread. */
  readonly lastSaid: string | null
  readonly now: Date
}

/** What a contact's past is to the rules. */
export async function readRulePast(db: Db, asked: Asked): Promise<RulePast> {
  return {
    isFirstContact: await isFirstContact(db, asked),
    lastRule: await readLastRule(db, asked),
    uses: await readUses(db, asked),
  }
}

async function isFirstContact(db: Db, { workspaceId, contactId, messageId }: Asked): Promise<boolean> {
  const [earlier] = await db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        isOfPerson(messages.contact_id, db, workspaceId, contactId),
        eq(messages.direction, 'inbound'),
        lt(messages.id, messageId),
      ),
    )
    .limit(1)
  return earlier === undefined
}

/** Platforms trim and rewrap what they send, so white space does not count. */
const plain = (words: string) => words.replace(/\s+/gu, ' ').trim()

async function readLastRule(db: Db, asked: Asked): Promise<string | null> {
  const { workspaceId, threadId, contactId, lastSaid, now } = asked
  if (lastSaid === null) return null
  const [use] = await db
    .select({ rule: ruleUses.rule, text: drafts.text })
    .from(ruleUses)
    .innerJoin(drafts, eq(drafts.id, ruleUses.draft_id))
    .where(
      and(
        eq(ruleUses.workspace_id, workspaceId),
        eq(ruleUses.thread_id, threadId),
        eq(ruleUses.contact_id, contactId),
        gt(ruleUses.created_at, new Date(now.getTime() - MENU_MS)),
      ),
    )
    .orderBy(desc(ruleUses.id))
    .limit(1)
  return use !== undefined && plain(use.text) === plain(lastSaid) ? use.rule : null
}

async function readUses(db: Db, { workspaceId, contactId }: Asked): Promise<ReadonlyMap<string, RuleUse>> {
  const rows = await db
    .selectDistinctOn([ruleUses.rule], {
      rule: ruleUses.rule,
      at: ruleUses.created_at,
      notBefore: ruleUses.not_before,
    })
    .from(ruleUses)
    .where(
      and(
        eq(ruleUses.workspace_id, workspaceId),
        isOfPerson(ruleUses.contact_id, db, workspaceId, contactId),
      ),
    )
    .orderBy(ruleUses.rule, desc(ruleUses.id))
  return new Map(rows.map(({ rule, ...use }) => [rule, use]))
}

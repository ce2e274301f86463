import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { replyRules } from '../db/schema.ts'
import type { ReplyRules } from '../domain/reply-rules.ts'

/** Before anybody wrote rules, opt-outs alone are answered. */
const BUILT_IN: ReplyRules = { version: 0, rules: [], created_by: null, created_at: null }

/** The rules that hold in a workspace now. */
export async function readReplyRules(db: Db, workspaceId: string): Promise<ReplyRules> {
  const [newest] = await listReplyRuleVersions({ db }, workspaceId, null, 1)
  return newest ?? BUILT_IN
}

/** Every version, newest first, before `before`. */
export async function listReplyRuleVersions(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: number | null,
  limit: number,
): Promise<ReplyRules[]> {
  const rows = await ctx.db
    .select()
    .from(replyRules)
    .where(
      and(
        eq(replyRules.workspace_id, workspaceId),
        before === null ? undefined : lt(replyRules.version, before),
      ),
    )
    .orderBy(desc(replyRules.version))
    .limit(limit)
  return rows.map(({ version, document, created_by, created_at }) => ({
    ...document,
    version,
    created_by,
    created_at: created_at.toISOString(),
  }))
}

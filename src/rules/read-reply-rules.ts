import type { Db } from '../db/database.ts'
import { listVersions, readNewest } from '../db/list-versions.ts'
import { replyRules } from '../db/schema.ts'
import type { ReplyRules, ReplyRulesDocument } from '../domain/reply-rules.ts'

/** Before anybody wrote rules, opt-outs alone are answered. */
const BUILT_IN: ReplyRulesDocument = { rules: [] }

/** The rules that hold in a workspace now. */
export function readReplyRules(db: Db, workspaceId: string): Promise<ReplyRules> {
  return readNewest(db, replyRules, workspaceId, BUILT_IN)
}

/** Every version, newest first, before `before`. */
export function listReplyRuleVersions(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: number | null,
  limit: number,
): Promise<ReplyRules[]> {
  return listVersions(ctx.db, replyRules, workspaceId, before, limit)
}

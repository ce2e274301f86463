import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { signInLinks, signInUsers } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import { makeLink } from './use-link.ts'

const FIRST_LINK_FILE = 'first-sign-in-link'

interface FirstLinkContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly config: { readonly dataDir: string; readonly publicUrl: string | null }
}

/**
 * As long as nobody has signed in, each start makes one link that lets the first admin in, and writes it to
 * `DATA_DIR/first-sign-in-link` (mode 0600); earlier ones end. Null once somebody has an account.
 */
export async function ensureFirstLink(
  ctx: FirstLinkContext,
  workspaceId: string,
  address: string,
): Promise<{ readonly path: string; readonly url: string } | null> {
  const path = join(ctx.config.dataDir, FIRST_LINK_FILE)
  const [somebody] = await ctx.db.select({ one: sql`1` }).from(signInUsers).limit(1)
  rmSync(path, { force: true })
  if (somebody !== undefined) return null
  await ctx.db
    .delete(signInLinks)
    .where(
      and(
        eq(signInLinks.workspace_id, workspaceId),
        isNull(signInLinks.member_id),
        isNull(signInLinks.used_at),
      ),
    )
  const link = await makeLink(ctx, { workspaceId, actor: systemActor('start') }, null)
  const url = `${ctx.config.publicUrl ?? address}${link}`
  writeFileSync(path, `${url}\n`, { mode: 0o600, flag: 'wx' })
  return { path, url }
}

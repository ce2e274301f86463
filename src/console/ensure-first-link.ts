import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { and, eq, isNotNull, ne } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { signInAccounts, signInLinks } from '../db/schema.ts'
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
 * As long as nobody has come into the workspace, each start makes one link that lets the first admin in, and writes it to
 * `DATA_DIR/first-sign-in-link` (mode 0600); earlier ones end. Null once somebody has come in.
 */
export async function ensureFirstLink(
  ctx: FirstLinkContext,
  workspaceId: string,
  address: string,
): Promise<{ readonly path: string; readonly url: string } | null> {
  const path = join(ctx.config.dataDir, FIRST_LINK_FILE)
  rmSync(path, { force: true })
  if (await hasSomebody(ctx.db, workspaceId)) return null
  const link = await makeLink(ctx, { workspaceId, actor: systemActor('start') }, null)
  const url = `${ctx.config.publicUrl ?? address}${link}`
  writeFileSync(path, `${url}\n`, { mode: 0o600, flag: 'wx' })
  return { path, url }
}

/** Whether the first link was made here and waits for whoever has it. */
export function isFirstLinkOpen({ config }: Pick<FirstLinkContext, 'config'>): boolean {
  return existsSync(join(config.dataDir, FIRST_LINK_FILE))
}

/** Somebody came in by it: nobody else is sent to look for it. */
export function forgetFirstLink({ config }: Pick<FirstLinkContext, 'config'>): void {
  rmSync(join(config.dataDir, FIRST_LINK_FILE), { force: true })
}

/** Whether somebody came in by a link, or may come in by the OpenID provider. */
async function hasSomebody(db: Db, workspaceId: string): Promise<boolean> {
  const [joined] = await db
    .select({ id: signInLinks.id })
    .from(signInLinks)
    .where(
      and(
        eq(signInLinks.workspace_id, workspaceId),
        isNotNull(signInLinks.member_id),
        isNotNull(signInLinks.used_at),
      ),
    )
    .limit(1)
  if (joined !== undefined) return true
  const [vouched] = await db
    .select({ id: signInAccounts.id })
    .from(signInAccounts)
    .where(ne(signInAccounts.providerId, 'credential'))
    .limit(1)
  return vouched !== undefined
}

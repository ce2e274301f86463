import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { and, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import { makeDefaults } from '../clocks/make-defaults.ts'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { makeFolder } from '../db/make-folder.ts'
import { apiKeys, auditEntries, workspaces } from '../db/schema.ts'
import { ensureDefaultQueue } from '../desk/ensure-default-queue.ts'
import { type Caller, systemActor } from '../domain/actor.ts'
import { chooseFirstNames } from '../domain/choose-first-names.ts'
import type { Logger } from '../logger.ts'
import { createKey, ENVIRONMENT_KEY, ENVIRONMENT_SUCCESSOR } from './create-key.ts'
import { hashKey } from './verify-key.ts'
import { DEFAULT_SETTINGS } from './workspace-settings.ts'

export const DEFAULT_WORKSPACE = 'default'
const FIRST_KEY_FILE = 'first-api-key'

interface EnsureContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly logger: Pick<Logger, 'warn'>
  readonly config: { readonly apiKey: string | null; readonly dataDir: string }
}

export interface Ensured {
  /** The workspace was made just now, so the database was empty. */
  readonly isNew: boolean
  /** Where the first key was written; null where the operator brought one, or one was written before. */
  readonly firstKey: { readonly path: string; readonly secret: string } | null
}

/**
 * Makes sure that the workspace `default` exists with a key that works: the environment's, or a first one that is
 * written to `DATA_DIR/first-api-key` (mode 0600). Safe to run by several processes at once.
 */
export async function ensureDefaultWorkspace(ctx: EnsureContext): Promise<Ensured> {
  const caller: Caller = { workspaceId: DEFAULT_WORKSPACE, actor: systemActor('start') }
  const made = await ctx.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('default workspace', 0))`)
    const isNew = await insertWorkspace(ctx, tx, caller)
    await ensureDefaultQueue(ctx, tx, DEFAULT_WORKSPACE)
    const { apiKey } = ctx.config
    if (apiKey !== null) {
      await acceptKey(ctx, tx, caller, apiKey)
      return { isNew, secret: null }
    }
    const [known] = await tx
      .select({ id: apiKeys.id })
      .from(apiKeys)
      .where(and(eq(apiKeys.workspace_id, DEFAULT_WORKSPACE), isNull(apiKeys.revoked_at)))
      .limit(1)
    if (known !== undefined) return { isNew, secret: null }
    const [workspace] = await tx
      .select({ settings: workspaces.settings })
      .from(workspaces)
      .where(eq(workspaces.id, DEFAULT_WORKSPACE))
    const name = chooseFirstNames(workspace!.settings.time_zone).key
    const { secret } = await createKey(ctx, tx, caller, { name, scopes: ['*'] })
    // Before the commit: a key that works and stands nowhere would lock its owner out.
    writeKey(ctx.config.dataDir, secret)
    return { isNew, secret }
  })
  if (made.secret === null) return { isNew: made.isNew, firstKey: null }
  return {
    isNew: made.isNew,
    firstKey: { path: join(ctx.config.dataDir, FIRST_KEY_FILE), secret: made.secret },
  }
}

function writeKey(dataDir: string, secret: string): void {
  makeFolder(dataDir)
  const path = join(dataDir, FIRST_KEY_FILE)
  // A file that stands there already would keep its own, perhaps laxer, mode.
  rmSync(path, { force: true })
  writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' })
}

async function insertWorkspace(ctx: EnsureContext, tx: Db, caller: Caller): Promise<boolean> {
  const now = ctx.clock()
  const [made] = await tx
    .insert(workspaces)
    .values({
      id: DEFAULT_WORKSPACE,
      name: DEFAULT_WORKSPACE,
      settings: DEFAULT_SETTINGS,
      created_at: now,
      updated_at: now,
    })
    .onConflictDoNothing()
    .returning({ id: workspaces.id })
  if (made === undefined) return false
  await appendAudit(ctx, tx, caller, 'workspace.created', DEFAULT_WORKSPACE)
  await makeDefaults(ctx, tx, caller, DEFAULT_SETTINGS.time_zone)
  return true
}

/** The environment's key holds, unless a person revoked or rotated it; one that it carried before no longer does. */
async function acceptKey(ctx: EnsureContext, tx: Db, caller: Caller, secret: string): Promise<void> {
  const isOwn = eq(apiKeys.workspace_id, DEFAULT_WORKSPACE)
  const replaced = await tx
    .update(apiKeys)
    .set({ revoked_at: ctx.clock() })
    .where(
      and(
        isOwn,
        eq(apiKeys.name, ENVIRONMENT_KEY),
        isNull(apiKeys.revoked_at),
        ne(apiKeys.hash, hashKey(secret)),
      ),
    )
    .returning({ id: apiKeys.id })
  for (const { id } of replaced) await appendAudit(ctx, tx, caller, 'api_key.revoked', id)
  const [known] = await tx
    .select({ id: apiKeys.id, name: apiKeys.name, revoked_at: apiKeys.revoked_at })
    .from(apiKeys)
    .where(and(isOwn, eq(apiKeys.hash, hashKey(secret))))
  if (known === undefined) {
    await createKey(ctx, tx, caller, { name: ENVIRONMENT_KEY, scopes: ['*'], secret })
    return
  }
  const isKnown = eq(apiKeys.id, known.id)
  if (known.name === ENVIRONMENT_SUCCESSOR)
    await tx.update(apiKeys).set({ name: ENVIRONMENT_KEY }).where(isKnown)
  if (known.revoked_at === null) return
  if (await isEndedByStart(tx, known.id)) {
    // The operator went back to a key that another one replaced.
    await tx.update(apiKeys).set({ revoked_at: null }).where(isKnown)
    await appendAudit(ctx, tx, caller, 'api_key.restored', known.id)
    return
  }
  ctx.logger.warn(
    { key_id: known.id },
    'RECADO_API_KEY was revoked or rotated, and stays so: set another one',
  )
}

/** Whether it was a start that ended the key, and not a person, who may have had to. */
async function isEndedByStart(tx: Db, keyId: string): Promise<boolean> {
  const [ended] = await tx
    .select({ kind: auditEntries.actor_kind, id: auditEntries.actor_id })
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.workspace_id, DEFAULT_WORKSPACE),
        eq(auditEntries.subject_id, keyId),
        inArray(auditEntries.action, ['api_key.revoked', 'api_key.rotated']),
      ),
    )
    .orderBy(desc(auditEntries.id))
    .limit(1)
  return ended?.kind === 'system' && ended.id === 'start'
}

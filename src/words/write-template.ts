import { and, eq, inArray, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { templates, templateVersions } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Template, TemplateDocument, TemplateInput } from '../domain/template.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { getTemplate, type TemplateRow } from './read-templates.ts'

export interface WordsContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

/** Makes a template with a first draft. Throws `conflict` where the name is taken in that language. */
export async function createTemplate(
  ctx: WordsContext,
  caller: Caller,
  input: TemplateInput,
): Promise<Template> {
  const { name, language, category, ...document } = input
  const id = await ctx.db.transaction(async (tx) => {
    const now = ctx.clock()
    const [row] = await tx
      .insert(templates)
      .values({
        id: ctx.newId('tpl'),
        workspace_id: caller.workspaceId,
        ...{ name, language, category },
        created_at: now,
        updated_at: now,
      })
      .onConflictDoNothing()
      .returning()
    if (row === undefined)
      throw new AppError('conflict', `There is a template ${name} in ${language} already`)
    await insertVersion(tx, caller, row.id, 1, document, now)
    await appendAudit(ctx, tx, caller, 'template.created', row.id, { name, language, version: 1 })
    return row.id
  })
  return getTemplate(ctx, caller.workspaceId, id)
}

/**
 * Edits a template: a new draft version, which somebody else has to approve before it is said. What was being written or
 * waited for approval is superseded; the approved version goes on being said meanwhile. Throws `not_found`, `conflict` for
 * a retired one, and `precondition_failed` for a stale `revision`.
 */
export async function editTemplate(
  ctx: WordsContext,
  caller: Caller,
  id: string,
  revision: number | null,
  document: TemplateDocument,
): Promise<Template> {
  await ctx.db.transaction(async (tx) => {
    const template = await lockTemplate(tx, caller.workspaceId, id, revision)
    const now = ctx.clock()
    await tx
      .update(templateVersions)
      .set({ state: 'superseded' })
      .where(
        and(
          eq(templateVersions.workspace_id, caller.workspaceId),
          eq(templateVersions.template_id, id),
          inArray(templateVersions.state, ['draft', 'submitted']),
        ),
      )
    const [last] = await tx
      .select({ version: sql<number>`max(${templateVersions.version})::int` })
      .from(templateVersions)
      .where(and(eq(templateVersions.workspace_id, caller.workspaceId), eq(templateVersions.template_id, id)))
    const version = last!.version + 1
    await insertVersion(tx, caller, id, version, document, now)
    await touchTemplate(tx, template, {}, now)
    await appendAudit(ctx, tx, caller, 'template.edited', id, { version })
  })
  return getTemplate(ctx, caller.workspaceId, id)
}

/** Nothing of it is said any more. Throws `not_found`, `conflict` for one that is retired, and `precondition_failed`. */
export async function retireTemplate(
  ctx: WordsContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<Template> {
  await ctx.db.transaction(async (tx) => {
    const template = await lockTemplate(tx, caller.workspaceId, id, revision)
    const now = ctx.clock()
    await touchTemplate(tx, template, { retired_at: now }, now)
    await appendAudit(ctx, tx, caller, 'template.retired', id, { version: template.approved_version })
    const data = { template_id: id, name: template.name, language: template.language }
    await appendEvents(ctx, tx, caller, [{ type: 'template.retired', data }])
  })
  ctx.wake('deliveries')
  return getTemplate(ctx, caller.workspaceId, id)
}

/** The template, locked until the transaction ends. Throws `not_found`, `conflict` for a retired one, and `precondition_failed`. */
export async function lockTemplate(
  tx: Db,
  workspaceId: string,
  id: string,
  revision: number | null,
): Promise<TemplateRow> {
  const [row] = await tx
    .select()
    .from(templates)
    .where(and(eq(templates.workspace_id, workspaceId), eq(templates.id, id)))
    .for('update')
  if (row === undefined) throw new NotFoundError('template', id)
  if (revision !== null && revision !== row.revision)
    throw new AppError('precondition_failed', `Template ${id} has changed since you read it`)
  if (row.retired_at !== null) throw new AppError('conflict', `Template ${id} is retired`)
  return row
}

export async function touchTemplate(
  tx: Db,
  { id, workspace_id }: TemplateRow,
  set: Partial<TemplateRow>,
  now: Date,
): Promise<void> {
  await tx
    .update(templates)
    .set({ ...set, revision: sql`${templates.revision} + 1`, updated_at: now })
    .where(and(eq(templates.workspace_id, workspace_id), eq(templates.id, id)))
}

async function insertVersion(
  tx: Db,
  caller: Caller,
  templateId: string,
  version: number,
  document: TemplateDocument,
  now: Date,
): Promise<void> {
  await tx.insert(templateVersions).values({
    template_id: templateId,
    version,
    workspace_id: caller.workspaceId,
    document,
    state: 'draft',
    created_by: caller.actor.id,
    created_at: now,
  })
}

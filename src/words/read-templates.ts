import { and, asc, desc, eq, gt, inArray, lt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { templateChannels, templates, templateVersions } from '../db/schema.ts'
import type { Language } from '../domain/language.ts'
import type { Template, TemplateCategory, TemplateVersion } from '../domain/template.ts'
import { NotFoundError } from '../errors.ts'
import { lintTemplate } from './lint-template.ts'

export type TemplateRow = typeof templates.$inferSelect
export type VersionRow = typeof templateVersions.$inferSelect
export type ChannelRow = typeof templateChannels.$inferSelect

export interface TemplateFilter {
  readonly name: string | null
  readonly language: Language | null
  readonly category: TemplateCategory | null
  readonly after: string | null
  readonly limit: number
}

/** In the order in which they were made. */
export async function listTemplates(
  ctx: { readonly db: Db },
  workspaceId: string,
  { name, language, category, after, limit }: TemplateFilter,
): Promise<Template[]> {
  const rows = await ctx.db
    .select()
    .from(templates)
    .where(
      and(
        eq(templates.workspace_id, workspaceId),
        name === null ? undefined : eq(templates.name, name),
        language === null ? undefined : eq(templates.language, language),
        category === null ? undefined : eq(templates.category, category),
        after === null ? undefined : gt(templates.id, after),
      ),
    )
    .orderBy(asc(templates.id))
    .limit(limit)
  return viewTemplates(ctx.db, workspaceId, rows)
}

/** Throws `not_found`. */
export async function getTemplate(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<Template> {
  const row = await findTemplate(ctx.db, workspaceId, id)
  const [view] = await viewTemplates(ctx.db, workspaceId, [row])
  return view!
}

/** Throws `not_found`. */
export async function findTemplate(db: Db, workspaceId: string, id: string): Promise<TemplateRow> {
  const [row] = await db
    .select()
    .from(templates)
    .where(and(eq(templates.workspace_id, workspaceId), eq(templates.id, id)))
  if (row === undefined) throw new NotFoundError('template', id)
  return row
}

/** Throws `not_found`. */
export async function findVersion(
  db: Db,
  workspaceId: string,
  id: string,
  version: number,
): Promise<VersionRow> {
  const [row] = await db
    .select()
    .from(templateVersions)
    .where(
      and(
        eq(templateVersions.workspace_id, workspaceId),
        eq(templateVersions.template_id, id),
        eq(templateVersions.version, version),
      ),
    )
  if (row === undefined) throw new NotFoundError(`version ${version} of template`, id)
  return row
}

/** Every version of a template, newest first, before `before`. Throws `not_found`. */
export async function listVersions(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
  before: number | null,
  limit: number,
): Promise<TemplateVersion[]> {
  const template = await findTemplate(ctx.db, workspaceId, id)
  const rows = await ctx.db
    .select()
    .from(templateVersions)
    .where(
      and(
        eq(templateVersions.workspace_id, workspaceId),
        eq(templateVersions.template_id, id),
        before === null ? undefined : lt(templateVersions.version, before),
      ),
    )
    .orderBy(desc(templateVersions.version))
    .limit(limit)
  const statuses = await readStatuses(ctx.db, workspaceId, [id])
  return rows.map((row) => viewVersion(template, row, statuses))
}

/** A version as the API shows it. Throws `not_found`. */
export async function getVersion(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
  version: number,
): Promise<TemplateVersion> {
  const template = await findTemplate(ctx.db, workspaceId, id)
  const row = await findVersion(ctx.db, workspaceId, id, version)
  return viewVersion(template, row, await readStatuses(ctx.db, workspaceId, [id]))
}

async function viewTemplates(db: Db, workspaceId: string, rows: readonly TemplateRow[]): Promise<Template[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const latest = await db
    .selectDistinctOn([templateVersions.template_id])
    .from(templateVersions)
    .where(and(eq(templateVersions.workspace_id, workspaceId), inArray(templateVersions.template_id, ids)))
    .orderBy(templateVersions.template_id, desc(templateVersions.version))
  const statuses = await readStatuses(db, workspaceId, ids)
  return rows.map(({ workspace_id: _scope, retired_at, created_at, updated_at, ...row }) => ({
    ...row,
    latest: viewVersion(row, latest.find((version) => version.template_id === row.id)!, statuses),
    retired_at: retired_at?.toISOString() ?? null,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  }))
}

function readStatuses(db: Db, workspaceId: string, ids: readonly string[]): Promise<ChannelRow[]> {
  return db
    .select()
    .from(templateChannels)
    .where(
      and(eq(templateChannels.workspace_id, workspaceId), inArray(templateChannels.template_id, [...ids])),
    )
    .orderBy(asc(templateChannels.channel_id))
}

function viewVersion(
  { category }: Pick<TemplateRow, 'category'>,
  row: VersionRow,
  statuses: readonly ChannelRow[],
): TemplateVersion {
  const { template_id, workspace_id: _scope, submitted_at, decided_at, created_at, ...rest } = row
  const own = statuses.filter(
    (status) => status.template_id === template_id && status.version === row.version,
  )
  return {
    ...rest,
    findings: lintTemplate(category, row.document),
    channel_statuses: own.map(({ channel_id, status, reason, updated_at }) => ({
      channel_id,
      status,
      reason,
      updated_at: updated_at.toISOString(),
    })),
    submitted_at: submitted_at?.toISOString() ?? null,
    decided_at: decided_at?.toISOString() ?? null,
    created_at: created_at.toISOString(),
  }
}

import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { templateVersions } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { assertOtherPerson, assertPerson } from '../domain/assert-other-person.ts'
import type { EventType } from '../domain/event.ts'
import type { TemplateVersion } from '../domain/template.ts'
import { AppError } from '../errors.ts'
import { lintTemplate } from './lint-template.ts'
import { findVersion, getVersion, type TemplateRow, type VersionRow } from './read-templates.ts'
import { lockTemplate, touchTemplate, type WordsContext } from './write-template.ts'

interface Named {
  readonly id: string
  readonly version: number
  /** An If-Match on the template; null to take it as it is. */
  readonly revision: number | null
}

/**
 * A person asks for a draft to be approved as it is. Throws `not_found`, `forbidden` for a key that is no person's,
 * `invalid_request` with what the lint found, `conflict` for a version that is no draft, and `precondition_failed`.
 */
export function submitVersion(ctx: WordsContext, caller: Caller, named: Named): Promise<TemplateVersion> {
  assertPerson(caller)
  return change(ctx, caller, named, 'template.submitted', async (tx, template, version) => {
    if (version.state !== 'draft') throw isNot(version, 'a draft')
    const errors = lintTemplate(template.category, version.document).filter(
      ({ severity }) => severity === 'error',
    )
    if (errors.length > 0) {
      throw new AppError('invalid_request', `Version ${version.version} cannot be approved as it is`, {
        errors: errors.map(({ pointer, code, detail }) => ({ pointer, detail: `${code}: ${detail}` })),
      })
    }
    await write(tx, version, {
      state: 'submitted',
      submitted_by: caller.actor.id,
      submitted_at: ctx.clock(),
    })
    return {}
  })
}

/**
 * Somebody else than whoever wrote or submitted a version lets it be said, in place of the one before. Throws `not_found`,
 * `forbidden`, `conflict` for a version that was not submitted, and `precondition_failed`.
 */
export function approveVersion(ctx: WordsContext, caller: Caller, named: Named): Promise<TemplateVersion> {
  return change(ctx, caller, named, 'template.approved', async (tx, _template, version) => {
    assertMayDecide(caller, version)
    await write(tx, version, { state: 'approved', decided_by: caller.actor.id, decided_at: ctx.clock() })
    return { approved_version: version.version }
  })
}

/** The same, and it is not said. */
export function rejectVersion(
  ctx: WordsContext,
  caller: Caller,
  named: Named,
  reason: string,
): Promise<TemplateVersion> {
  return change(ctx, caller, named, 'template.rejected', async (tx, _template, version) => {
    assertMayDecide(caller, version)
    const decided = { decided_by: caller.actor.id, decided_at: ctx.clock(), decided_reason: reason }
    await write(tx, version, { state: 'rejected', ...decided })
    return {}
  })
}

function assertMayDecide(caller: Caller, version: VersionRow): void {
  if (version.state !== 'submitted') throw isNot(version, 'submitted')
  assertOtherPerson(caller, [version.created_by, version.submitted_by!])
}

function isNot({ version, state }: VersionRow, wanted: string): AppError {
  return new AppError('conflict', `Version ${version} is ${state}, not ${wanted}`)
}

async function change(
  ctx: WordsContext,
  caller: Caller,
  { id, version, revision }: Named,
  type: Extract<EventType, `template.${string}`>,
  decide: (tx: Db, template: TemplateRow, version: VersionRow) => Promise<Partial<TemplateRow>>,
): Promise<TemplateVersion> {
  await ctx.db.transaction(async (tx) => {
    const template = await lockTemplate(tx, caller.workspaceId, id, revision)
    const set = await decide(tx, template, await findVersion(tx, caller.workspaceId, id, version))
    await touchTemplate(tx, template, set, ctx.clock())
    const { name, language } = template
    await appendAudit(ctx, tx, caller, type, id, { version })
    await appendEvents(ctx, tx, caller, [{ type, data: { template_id: id, version, name, language } }])
  })
  ctx.wake('deliveries')
  return getVersion(ctx, caller.workspaceId, id, version)
}

async function write(tx: Db, { template_id, version, workspace_id }: VersionRow, set: Partial<VersionRow>) {
  await tx
    .update(templateVersions)
    .set(set)
    .where(
      and(
        eq(templateVersions.workspace_id, workspace_id),
        eq(templateVersions.template_id, template_id),
        eq(templateVersions.version, version),
      ),
    )
}

import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { RETENTION_CLASSES, RetentionDocument } from '../../domain/retention.ts'
import { AppError } from '../../errors.ts'
import { previewRetention } from '../../privacy/preview-retention.ts'
import { putRetentionPolicy } from '../../privacy/put-retention-policy.ts'
import { readRetentionPolicy } from '../../privacy/read-retention-policy.ts'
import { hastenRetention, listCertificates, listRuns } from '../../privacy/retention-run.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { drawRetention, type RetentionFields } from '../settings/draw-retention.ts'
import { drawSettings } from '../settings/draw-settings.ts'
import { makeChange, readSaid } from '../settings/make-change.ts'

const PATH = '/console/settings/retention'
const SHOWN = 20

/** How long data is kept: the policy, what would go under another, when it last ran, and the proof of what went. */
export function retentionSettings(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, async (c) => {
      const { workspaceId } = c.get('visit').caller
      const policy = await readRetentionPolicy(ctx.db, workspaceId)
      return show(ctx, c, { fields: fieldsOf(policy), version: policy.version, fault: null, preview: null })
    })
    .post(PATH, (c) => save(ctx, c))
    .post(`${PATH}/preview`, (c) => preview(ctx, c))
    .post(`${PATH}/run`, (c) =>
      makeChange(c, 'privacy:write', PATH, ({ caller }) => hastenRetention(ctx, caller)),
    )
}

type Shown = Pick<Parameters<typeof drawRetention>[1], 'fields' | 'version' | 'fault' | 'preview'>

async function show(
  ctx: Context,
  c: PageContext<ConsoleEnv>,
  shown: Shown,
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'privacy:read')
  const { workspaceId } = visit.caller
  const [runs, certificates] = await Promise.all([
    listRuns(ctx, workspaceId, null, SHOWN),
    listCertificates(ctx, workspaceId, { runId: null, before: null, limit: SHOWN }),
  ])
  const mayWrite = hasScope(visit.scopes, 'privacy:write')
  const body = html`${drawRetention(visit, { ...shown, runs, certificates, mayWrite })}`
  return c.html(drawSettings(visit, 'retention', readSaid(c), body), status)
}

async function save(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const { caller, scopes } = c.get('visit')
  assertMay({ scopes }, 'privacy:write')
  const { fields, version, parsed } = readForm(await c.req.formData())
  if (!parsed.success)
    return show(ctx, c, { fields, version, fault: faultOf(parsed.error), preview: null }, 422)
  try {
    await putRetentionPolicy(ctx, caller, version, parsed.data)
    return c.redirect(`${PATH}?said=done`, 303)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'precondition_failed') throw error
    return c.redirect(`${PATH}?said=stale`, 303)
  }
}

/** What would go now under the policy in the form; stores nothing. */
async function preview(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  assertMay(c.get('visit'), 'privacy:read')
  const { fields, version, parsed } = readForm(await c.req.formData())
  if (!parsed.success)
    return show(ctx, c, { fields, version, fault: faultOf(parsed.error), preview: null }, 422)
  const found = await previewRetention(ctx, c.get('visit').caller.workspaceId, parsed.data)
  return show(ctx, c, { fields, version, fault: null, preview: found })
}

function fieldsOf(policy: RetentionDocument): RetentionFields {
  const entries = RETENTION_CLASSES.map((name) => {
    const { active_days, archive_days } = policy[name]
    return [name, { active: String(active_days), archive: archive_days === null ? '' : String(archive_days) }]
  })
  return Object.fromEntries(entries)
}

function readForm(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const read = RETENTION_CLASSES.map((name) => {
    const [active, archive] = [text(`${name}_active`), text(`${name}_archive`)]
    const period = { active_days: Number(active), archive_days: archive === '' ? null : Number(archive) }
    return [name, { active, archive }, period] as const
  })
  return {
    fields: Object.fromEntries(read.map(([name, fields]) => [name, fields])) as RetentionFields,
    version: Number(text('version')),
    parsed: RetentionDocument.safeParse(Object.fromEntries(read.map(([name, , period]) => [name, period]))),
  }
}

/** Events may not outlast conversations; whatever else does not fit is a number of days. */
function faultOf({ issues }: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }) {
  return issues.some(({ path }) => path.length === 1 && path[0] === 'events') ? 'outlasts' : 'days'
}

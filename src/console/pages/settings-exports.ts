import { Hono, type Context as PageContext } from 'hono'
import { z } from 'zod'
import { listMembers } from '../../access/read-members.ts'
import { assertMayExport, sendExport } from '../../api/send-export.ts'
import type { Context } from '../../context.ts'
import { ExportDocument } from '../../domain/export.ts'
import { textField } from '../../domain/text.ts'
import { listChannels } from '../../inbox/read-channels.ts'
import { decideExport, requestExport } from '../../privacy/change-export.ts'
import { listExports } from '../../privacy/read-exports.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import { drawExports } from '../settings/draw-exports.ts'
import { drawSettings } from '../settings/draw-settings.ts'
import { makeChange, readSaid } from '../settings/make-change.ts'
import { startOfDay } from '../start-of-day.ts'

const PATH = '/console/settings/exports'
const SHOWN = 50
const MOST_CHOICES = 200
const Revision = z.coerce.number().int()

/** Data that somebody asks to take out in bulk, and somebody else lets go or not. */
export function exportSettings(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, (c) => show(ctx, c))
    .post(PATH, (c) =>
      makeChange(c, 'exports:write', PATH, async (visit, form) => {
        const document = readDocument(visit, form)
        assertMayExport(document, visit.scopes)
        await requestExport(ctx, visit.caller, document)
      }),
    )
    .post(`${PATH}/:id/approve`, (c) =>
      makeChange(c, 'exports:approve', PATH, ({ caller }, form) => {
        const input = { state: 'approved', reason: null } as const
        return decideExport(ctx, caller, c.req.param('id'), Revision.parse(form.get('revision')), input)
      }),
    )
    .post(`${PATH}/:id/reject`, (c) =>
      makeChange(c, 'exports:approve', PATH, ({ caller }, form) => {
        const input = { state: 'rejected', reason: textField(1, 1000).parse(form.get('reason')) } as const
        return decideExport(ctx, caller, c.req.param('id'), Revision.parse(form.get('revision')), input)
      }),
    )
    .get(`${PATH}/:id/download`, (c) => download(ctx, c, c.req.param('id')))
}

async function show(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'exports:read')
  const { workspaceId } = visit.caller
  const [exports, members, channels] = await Promise.all([
    listExports(ctx, workspaceId, { state: null, before: null, limit: SHOWN }),
    listMembers(ctx, workspaceId, { after: null, limit: MOST_CHOICES }),
    listChannels(ctx, workspaceId, null, MOST_CHOICES),
  ])
  const names = new Map(members.map(({ id, name }) => [id, name]))
  const body = drawExports(visit, {
    exports,
    names,
    channels: channels.map(({ id }) => id),
    now: ctx.clock(),
  })
  return c.html(drawSettings(visit, 'exports', readSaid(c), body))
}

function readDocument(visit: Visit, form: FormData): ExportDocument {
  const { with_archived, channel, from, until, ...rest } = Object.fromEntries(form)
  const [begin, end] = [startOfDay(visit, String(from), 0), startOfDay(visit, String(until), 1)]
  return ExportDocument.parse({
    ...rest,
    with_archived: with_archived === 'true',
    ...(channel === '' ? {} : { channel }),
    ...(begin === null ? {} : { from: begin }),
    ...(end === null ? {} : { until: end }),
  })
}

function download(ctx: Context, c: PageContext<ConsoleEnv>, id: string): Promise<Response> {
  const { caller, scopes } = c.get('visit')
  assertMay({ scopes }, 'exports:write')
  return sendExport(ctx, caller, scopes, id)
}

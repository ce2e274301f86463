import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import type { Scope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import type { Template, TemplateDocument } from '../../domain/template.ts'
import { textField } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { approveVersion, rejectVersion, submitVersion } from '../../words/decide-template.ts'
import { getTemplate, getVersion, listTemplates, listVersions } from '../../words/read-templates.ts'
import { readReadyTemplates } from '../../words/ready-templates.ts'
import { createTemplate, editTemplate } from '../../words/write-template.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { drawSaid } from '../settings/draw-settings.ts'
import { readSaid, saidOf } from '../settings/make-change.ts'
import { drawPreview, drawTemplate, drawTemplates } from '../texts/draw-template.ts'
import { readDocument, readInput, readUnfinished } from '../texts/template-form.ts'
import { textsWords } from '../words/texts.ts'
import { drawTexts } from './texts.ts'

const PATH = '/console/words/templates'
const SHOWN = 200
const VERSIONS = 20
const EMPTY: TemplateDocument = {
  header: null,
  body: '',
  footer: null,
  samples: {},
  fallback: null,
  channels: [],
}
const Named = z.object({ revision: z.coerce.number().int(), version: z.coerce.number().int() })

/** Words that a second person approves before they go out. */
export function templatePages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, async (c) => {
      const visit = c.get('visit')
      assertMay(visit, 'templates:read')
      const filter = { name: null, language: null, category: null, after: null, limit: SHOWN }
      const templates = await listTemplates(ctx, visit.caller.workspaceId, filter)
      return c.html(drawTexts(visit, 'templates', drawTemplates(visit, templates, readReadyTemplates())))
    })
    .get(`${PATH}/new`, (c) => showNew(c))
    .post(`${PATH}/new`, (c) =>
      change(c, 'templates:write', null, (form) =>
        createTemplate(ctx, c.get('visit').caller, readInput(form)),
      ),
    )
    .post(`${PATH}/preview`, async (c) => {
      assertMay(c.get('visit'), 'templates:read')
      return c.html(drawPreview(c.get('visit'), readUnfinished(await c.req.formData())))
    })
    .get(`${PATH}/:id`, (c) => showOne(ctx, c, c.req.param('id')))
    .post(`${PATH}/:id`, (c) =>
      change(c, 'templates:write', c.req.param('id'), (form) => {
        const revision = z.coerce.number().int().parse(form.get('revision'))
        return editTemplate(ctx, c.get('visit').caller, c.req.param('id'), revision, readDocument(form))
      }),
    )
    .post(`${PATH}/:id/submit`, (c) =>
      change(c, 'templates:write', c.req.param('id'), (form) =>
        submitVersion(ctx, c.get('visit').caller, named(c.req.param('id'), form)),
      ),
    )
    .post(`${PATH}/:id/approve`, (c) =>
      change(c, 'templates:approve', c.req.param('id'), (form) =>
        approveVersion(ctx, c.get('visit').caller, named(c.req.param('id'), form)),
      ),
    )
    .post(`${PATH}/:id/reject`, (c) =>
      change(c, 'templates:approve', c.req.param('id'), (form) => {
        const reason = textField(1, 1000).parse(form.get('reason'))
        return rejectVersion(ctx, c.get('visit').caller, named(c.req.param('id'), form), reason)
      }),
    )
}

function named(id: string, form: FormData) {
  return { id, ...Named.parse(Object.fromEntries(form)) }
}

/** Makes a change and shows the template, with a word where it was refused. */
async function change(
  c: PageContext<ConsoleEnv>,
  scope: Scope,
  id: string | null,
  make: (form: FormData) => Promise<object>,
): Promise<Response> {
  assertMay(c.get('visit'), scope)
  try {
    const made = await make(await c.req.formData())
    return c.redirect(`${PATH}/${id ?? (made as Template).id}?said=done`, 303)
  } catch (error) {
    const isOwn = error instanceof AppError && error.code === 'forbidden'
    return c.redirect(`${PATH}/${id ?? 'new'}?said=${isOwn ? 'own' : saidOf(error)}`, 303)
  }
}

function showNew(c: PageContext<ConsoleEnv>): Response | Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'templates:write')
  const ready = readReadyTemplates()[Number(c.req.query('ready') ?? -1)]
  const { name = '', language = visit.language, category = 'service' as const, ...document } = ready ?? {}
  const given = { name, language, category, document: { ...EMPTY, ...document } }
  const note = drawSaid(visit, readSaid(c))
  return c.html(
    drawTexts(
      visit,
      'templates',
      drawTemplate(visit, { template: null, given, approved: null, versions: [], note }),
    ),
  )
}

async function showOne(ctx: Context, c: PageContext<ConsoleEnv>, id: string): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'templates:read')
  const { workspaceId } = visit.caller
  const template = await getTemplate(ctx, workspaceId, id)
  const { approved_version, latest, name, language, category } = template
  const words = textsWords[visit.language]
  const note =
    c.req.query('said') === 'own'
      ? html`<p class="note warn" role="alert" data-refused>${words.notOwn}</p>`
      : drawSaid(visit, readSaid(c))
  const body = drawTemplate(visit, {
    template,
    given: { name, language, category, document: latest.document },
    approved: approved_version === null ? null : await getVersion(ctx, workspaceId, id, approved_version),
    versions: await listVersions(ctx, workspaceId, id, null, VERSIONS),
    note,
  })
  return c.html(drawTexts(visit, 'templates', body))
}

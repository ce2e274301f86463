import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import { detectLanguage } from '../../classifier/detect-language.ts'
import type { Context } from '../../context.ts'
import { cleanText } from '../../domain/text.ts'
import { deleteEntry } from '../../knowledge/delete-entry.ts'
import { countEntries, getEntry, listEntries, listVersions } from '../../knowledge/read-entries.ts'
import { formatOfName, idOfQuestion } from '../../knowledge/read-import-rows.ts'
import { searchPassages } from '../../knowledge/search-passages.ts'
import { getImport, listImports, startImport } from '../../knowledge/start-import.ts'
import { upsertEntries } from '../../knowledge/upsert-entries.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import { drawPage, type Html } from '../draw-page.ts'
import { drawTabs } from '../draw-tabs.ts'
import { drawEntries, type Found } from '../knowledge/draw-entries.ts'
import { drawEntry, type EntryFields } from '../knowledge/draw-entry.ts'
import { drawImport, drawImports } from '../knowledge/draw-imports.ts'
import { fieldsOf, readFields, toInput } from '../knowledge/entry-form.ts'
import { knowledgeWords } from '../words/knowledge.ts'

const SHOWN = 50
const FOUND = 8
const PARTS = ['entries', 'gaps', 'conflicts', 'imports'] as const
type KnowledgePart = (typeof PARTS)[number]

/** What the workspace knows: found, read, changed, imported. */
export function knowledgePages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get('/console/knowledge', (c) => showEntries(ctx, c))
    .get('/console/knowledge/new', (c) => {
      assertMay(c.get('visit'), 'kb:write')
      return c.html(
        drawNew(
          c,
          readFields({ question: c.req.query('question'), answer: c.req.query('answer') }),
          new Map(),
        ),
      )
    })
    .post('/console/knowledge/new', (c) => saveNew(ctx, c))
    .get('/console/knowledge/entries/:id', (c) => showEntry(ctx, c, c.req.param('id')))
    .post('/console/knowledge/entries/:id', (c) => saveEntry(ctx, c, c.req.param('id')))
    .post('/console/knowledge/entries/:id/delete', async (c) => {
      assertMay(c.get('visit'), 'kb:write')
      await deleteEntry(ctx, c.get('visit').caller, c.req.param('id'))
      return c.redirect('/console/knowledge', 303)
    })
    .get('/console/knowledge/imports', (c) => showImports(ctx, c, false))
    .post('/console/knowledge/imports', (c) => importFile(ctx, c))
    .get('/console/knowledge/imports/:id', async (c) => {
      const visit = c.get('visit')
      assertMay(visit, 'kb:read')
      const one = await getImport(ctx, visit.caller.workspaceId, c.req.param('id'))
      return c.html(drawKnowledge(visit, 'imports', drawImport(visit, one)))
    })
}

async function showEntries(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'kb:read')
  const { workspaceId } = visit.caller
  const asked = cleanText(c.req.query('q') ?? '')
    .trim()
    .slice(0, 500)
  const [count, rows] = await Promise.all([
    countEntries(ctx, workspaceId),
    asked === '' ? listEntries(ctx, workspaceId, {}, c.req.query('after') ?? null, SHOWN + 1) : [],
  ])
  const body = drawEntries(visit, {
    entries: rows.slice(0, SHOWN),
    count,
    after: rows.length > SHOWN ? rows[SHOWN - 1]!.id : null,
    found: asked === '' ? null : await find(ctx, workspaceId, asked),
    mayWrite: hasScope(visit.scopes, 'kb:write'),
  })
  return c.html(drawKnowledge(visit, 'entries', body))
}

async function find(ctx: Context, workspaceId: string, asked: string): Promise<Found> {
  const language = detectLanguage(asked, null).tag
  const [passages] = await searchPassages(ctx, workspaceId, [{ text: asked, language, limit: FOUND }])
  return { asked, language, passages: passages!, threshold: ctx.models.ranker.thresholds.faq }
}

function drawNew(c: PageContext<ConsoleEnv>, fields: EntryFields, faults: ReadonlyMap<string, string>): Html {
  const visit = c.get('visit')
  return drawKnowledge(
    visit,
    'entries',
    drawEntry(visit, { entry: null, fields, faults, versions: [], note: null, mayWrite: true }),
  )
}

async function saveNew(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'kb:write')
  const fields = readFields(Object.fromEntries(await c.req.formData()))
  const external_id = fields.external_id === '' ? idOfQuestion(fields.question) : fields.external_id
  const isTaken = await getEntry(ctx, visit.caller.workspaceId, external_id).then(
    () => true,
    () => false,
  )
  const faults = isTaken
    ? new Map([['external_id', 'stands there twice']])
    : await store(ctx, visit, { ...fields, external_id }, null)
  if (faults.size > 0) return c.html(drawNew(c, fields, faults), 422)
  const { id } = await getEntry(ctx, visit.caller.workspaceId, external_id)
  return c.redirect(`/console/knowledge/entries/${id}?saved`, 303)
}

/** Stores the fields; answers what is wrong with them. */
async function store(
  ctx: Context,
  visit: Visit,
  fields: EntryFields,
  before: Parameters<typeof toInput>[2],
): Promise<Map<string, string>> {
  const { errors } = await upsertEntries(ctx, visit.caller, [toInput(visit, fields, before)])
  return new Map(errors.map(({ pointer, detail }) => [pointer.split('/')[3] ?? '', detail]))
}

async function showEntry(ctx: Context, c: PageContext<ConsoleEnv>, id: string): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'kb:read')
  const entry = await getEntry(ctx, visit.caller.workspaceId, id)
  const body = drawEntry(visit, {
    entry,
    fields: fieldsOf(visit, entry),
    faults: new Map(),
    versions: await listVersions(ctx, visit.caller.workspaceId, entry.id, SHOWN),
    note: c.req.query('saved') === undefined ? null : 'saved',
    mayWrite: hasScope(visit.scopes, 'kb:write'),
  })
  return c.html(drawKnowledge(visit, 'entries', body))
}

async function saveEntry(ctx: Context, c: PageContext<ConsoleEnv>, id: string): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'kb:write')
  const { workspaceId } = visit.caller
  const form = Object.fromEntries(await c.req.formData())
  const fields = readFields(form)
  const entry = await getEntry(ctx, workspaceId, id)
  const isStale = String(form.version) !== String(entry.version)
  const faults = isStale
    ? new Map<string, string>()
    : await store(ctx, visit, { ...fields, external_id: entry.external_id }, entry)
  if (!isStale && faults.size === 0) return c.redirect(`/console/knowledge/entries/${entry.id}?saved`, 303)
  const body = drawEntry(visit, {
    entry,
    fields,
    faults,
    versions: await listVersions(ctx, workspaceId, entry.id, SHOWN),
    note: isStale ? 'stale' : null,
    mayWrite: true,
  })
  return c.html(drawKnowledge(visit, 'entries', body), isStale ? 409 : 422)
}

async function showImports(ctx: Context, c: PageContext<ConsoleEnv>, hasNoFile: boolean): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'kb:read')
  const body = drawImports(visit, {
    imports: await listImports(ctx, visit.caller.workspaceId, null, SHOWN),
    hasNoFile,
    mayWrite: hasScope(visit.scopes, 'kb:write'),
  })
  return c.html(drawKnowledge(visit, 'imports', body), hasNoFile ? 422 : 200)
}

async function importFile(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'kb:write')
  const file = (await c.req.formData()).get('file')
  const format = file instanceof File ? formatOfName(file.name) : undefined
  const source = file instanceof File && format !== undefined ? cleanText(await file.text()) : ''
  if (format === undefined || source.trim() === '') return showImports(ctx, c, true)
  const { id } = await startImport(ctx, visit.caller, { format, source })
  return c.redirect(`/console/knowledge/imports/${id}`, 303)
}

/** A part of the knowledge between its tabs. */
export function drawKnowledge(visit: Visit, open: KnowledgePart, body: Html): Html {
  const words = knowledgeWords[visit.language]
  const tabs = drawTabs(
    words.title,
    PARTS.map((name) => ({
      path: name === 'entries' ? '/console/knowledge' : `/console/knowledge/${name}`,
      text: words.tabs[name],
      isOpen: name === open,
    })),
  )
  const head = html`<div class="page-head"><h1>${words.title}</h1>${tabs}</div>`
  return drawPage(visit, {
    title: words.title,
    active: 'knowledge',
    body: html`${head}<div class="stack">${body}</div>`,
  })
}

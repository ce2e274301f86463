import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import { detectLanguage } from '../../classifier/detect-language.ts'
import type { Context } from '../../context.ts'
import { decodeText } from '../../domain/decode-text.ts'
import { cleanText } from '../../domain/text.ts'
import { forWorkspace } from '../../inference/for-workspace.ts'
import { deleteEntry } from '../../knowledge/delete-entry.ts'
import { parseEntries } from '../../knowledge/parse-entries.ts'
import { listConflicts } from '../../knowledge/read-conflicts.ts'
import {
  countEntries,
  type EntryRow,
  getEntry,
  listEntries,
  listVersions,
} from '../../knowledge/read-entries.ts'
import { formatOfName, idOfQuestion } from '../../knowledge/read-import-rows.ts'
import { saveEntries } from '../../knowledge/save-entries.ts'
import { searchPassages } from '../../knowledge/search-passages.ts'
import { getImport, listImports, startImport } from '../../knowledge/start-import.ts'
import { EntryEdit, type EntryPreview, previewEntry } from '../../upkeep/preview-entry.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import { drawPage, type Html } from '../draw-page.ts'
import { drawTabs } from '../draw-tabs.ts'
import { drawEntries, type Found } from '../knowledge/draw-entries.ts'
import { drawEntry, type EntryFields, type EntryParts } from '../knowledge/draw-entry.ts'
import { drawImport, drawImports } from '../knowledge/draw-imports.ts'
import { fieldsOf, readFields, toInput } from '../knowledge/entry-form.ts'
import { knowledgeWords } from '../words/knowledge.ts'

const SHOWN = 50
const FOUND = 8
const PARTS = ['entries', 'gaps', 'suggestions', 'conflicts', 'imports'] as const
type KnowledgePart = (typeof PARTS)[number]

/** What the workspace knows: found, read, changed, imported. */
export function knowledgePages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get('/console/knowledge', (c) => showEntries(ctx, c))
    .get('/console/knowledge/new', (c) => {
      assertMay(c.get('visit'), 'kb:write')
      const { question, answer } = c.req.query()
      return c.html(
        drawNew(c, { fields: readFields({ question, answer }), faults: new Map(), preview: null }),
      )
    })
    .post('/console/knowledge/new', (c) => saveNew(ctx, c))
    .post('/console/knowledge/new/preview', (c) => previewNew(ctx, c))
    .get('/console/knowledge/entries/:id', (c) => showEntry(ctx, c, c.req.param('id')))
    .post('/console/knowledge/entries/:id', (c) => saveEntry(ctx, c, c.req.param('id')))
    .post('/console/knowledge/entries/:id/preview', (c) => previewChange(ctx, c, c.req.param('id')))
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
  const own = await forWorkspace(ctx, workspaceId)
  const [passages] = await searchPassages(own, workspaceId, [{ text: asked, language, limit: FOUND }])
  return { asked, language, passages: passages!, threshold: ctx.models.ranker.thresholds.faq }
}

function drawNew(c: PageContext<ConsoleEnv>, parts: Pick<EntryParts, 'fields' | 'faults' | 'preview'>): Html {
  const visit = c.get('visit')
  const rest = { entry: null, versions: [], conflicts: [], note: null, mayWrite: true }
  return drawKnowledge(visit, 'entries', drawEntry(visit, { ...parts, ...rest }))
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
  if (faults.size > 0) return c.html(drawNew(c, { fields, faults, preview: null }), 422)
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
  const { errors } = await saveEntries(ctx, visit.caller, [toInput(visit, fields, before)])
  return faultsOf(errors)
}

const faultsOf = (errors: readonly { readonly pointer: string; readonly detail: string }[]) =>
  new Map(errors.map(({ pointer, detail }) => [pointer.split('/')[3] ?? '', detail]))

async function showEntry(ctx: Context, c: PageContext<ConsoleEnv>, id: string): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'kb:read')
  const entry = await getEntry(ctx, visit.caller.workspaceId, id)
  const note = c.req.query('saved') === undefined ? null : ('saved' as const)
  const parts = { fields: fieldsOf(visit, entry), faults: new Map(), note, preview: null }
  return c.html(await drawStored(ctx, visit, entry, parts))
}

/** An entry that is there, with its versions and the entries that it disagrees with. */
async function drawStored(
  ctx: Context,
  visit: Visit,
  entry: EntryRow,
  parts: Pick<EntryParts, 'fields' | 'faults' | 'note' | 'preview'>,
): Promise<Html> {
  const { workspaceId } = visit.caller
  const filter = { state: 'open', externalIds: [entry.external_id] } as const
  const [versions, conflicts] = await Promise.all([
    listVersions(ctx, workspaceId, entry.id, SHOWN),
    listConflicts(ctx, workspaceId, filter, null, SHOWN),
  ])
  const mayWrite = hasScope(visit.scopes, 'kb:write')
  return drawKnowledge(visit, 'entries', drawEntry(visit, { ...parts, entry, versions, conflicts, mayWrite }))
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
  const note = isStale ? ('stale' as const) : null
  return c.html(
    await drawStored(ctx, visit, entry, { fields, faults, note, preview: null }),
    isStale ? 409 : 422,
  )
}

/** What a new entry would change, with its form as it was filled in. */
async function previewNew(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'kb:write')
  const fields = readFields(Object.fromEntries(await c.req.formData()))
  const external_id = fields.external_id === '' ? idOfQuestion(fields.question) : fields.external_id
  const { faults, preview } = await tryOut(
    ctx,
    visit,
    external_id,
    toInput(visit, { ...fields, external_id }, null),
  )
  return c.html(drawNew(c, { fields, faults, preview }))
}

/** What a change of an entry, or its end, would change, with its form as it was filled in. */
async function previewChange(ctx: Context, c: PageContext<ConsoleEnv>, id: string): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'kb:write')
  const entry = await getEntry(ctx, visit.caller.workspaceId, id)
  const form = Object.fromEntries(await c.req.formData())
  const isDeleted = form.is_deleted === 'true'
  const fields = isDeleted ? fieldsOf(visit, entry) : readFields(form)
  const input = toInput(visit, { ...fields, external_id: entry.external_id }, entry)
  const { faults, preview } = await tryOut(ctx, visit, entry.id, { ...input, is_deleted: isDeleted })
  const parts = { fields, faults, preview, note: null }
  return c.html(await drawStored(ctx, visit, entry, parts))
}

/** What would change, or what is wrong with the fields. */
async function tryOut(
  ctx: Context,
  visit: Visit,
  id: string,
  { external_id, is_deleted, ...input }: Record<string, unknown>,
): Promise<{ readonly faults: ReadonlyMap<string, string>; readonly preview: EntryPreview | null }> {
  const faults = faultsOf(parseEntries([{ external_id, ...input }]).errors)
  if (faults.size > 0) return { faults, preview: null }
  const edit = EntryEdit.parse({ ...input, is_deleted: is_deleted === true })
  return { faults, preview: await previewEntry(ctx, visit.caller.workspaceId, id, edit) }
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
  const source =
    file instanceof File && format !== undefined ? cleanText(decodeText(await file.arrayBuffer())) : ''
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

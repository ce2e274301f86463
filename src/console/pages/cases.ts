import { Hono, type Context as PageContext } from 'hono'
import { ZodError } from 'zod'
import { listMembers } from '../../access/read-members.ts'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { decodeText } from '../../domain/decode-text.ts'
import { cleanText } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { readCaseCsv, writeCaseCsv } from '../../evals/workspace/case-csv.ts'
import { OwnCaseInput, viewCase } from '../../evals/workspace/own-case.ts'
import { decideCase, proposeCases } from '../../evals/workspace/propose-case.ts'
import { listOwnCases, readOwnCases } from '../../evals/workspace/read-own-cases.ts'
import { hasEntry } from '../../knowledge/read-entries.ts'
import { idOfQuestion } from '../../knowledge/read-import-rows.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv } from '../console-env.ts'
import type { CaseFields } from '../evals/draw-case-forms.ts'
import {
  CASE_FILTERS,
  CASE_NOTES,
  CASES_PATH,
  type CaseNote,
  type CaseRefusal,
  drawCases,
} from '../evals/draw-cases.ts'
import { linesOf } from '../knowledge/entry-form.ts'
import { drawQuality } from '../quality/draw-quality.ts'

export const CASE_IMPORT_PATH = `${CASES_PATH}/import`
const SHOWN = 20
const MOST_NAMES = 500

/** The workspace's own cases: proposed by one person, approved or rejected by another, in and out as CSV. */
export function casePages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(CASES_PATH, (c) => show(ctx, c))
    .get(`${CASES_PATH}.csv`, async (c) => {
      const { caller, scopes } = c.get('visit')
      assertMay({ scopes }, 'qa:read')
      const rows = await readOwnCases(ctx, caller.workspaceId)
      return c.body(writeCaseCsv(rows.map(viewCase)), 200, { 'content-type': 'text/csv; charset=utf-8' })
    })
    .post(CASES_PATH, async (c) => {
      const { caller, scopes } = c.get('visit')
      assertMay({ scopes }, 'qa:write')
      const fields = readFields(c, await c.req.formData())
      if (fields.entry !== '' && !(await hasEntry(ctx, caller.workspaceId, fields.entry)))
        return show(ctx, c, { kind: 'noEntry' }, fields)
      return propose(ctx, c, () => [toInput(ctx, fields)], fields)
    })
    .post(CASE_IMPORT_PATH, async (c) => {
      const file = (await c.req.formData()).get('file')
      const text = file instanceof File ? decodeText(await file.arrayBuffer()) : ''
      return propose(ctx, c, () => readCaseCsv(text))
    })
    .post(`${CASES_PATH}/:id/approve`, (c) => decide(ctx, c, c.req.param('id'), 'approved'))
    .post(`${CASES_PATH}/:id/reject`, (c) => decide(ctx, c, c.req.param('id'), 'rejected'))
}

async function show(
  ctx: Context,
  c: PageContext<ConsoleEnv>,
  refusal: CaseRefusal | null = null,
  fields = readFields(c, new FormData()),
): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'qa:read')
  const { workspaceId } = visit.caller
  const filter = CASE_FILTERS.find((one) => one === c.req.query('state')) ?? 'pending'
  const [rows, members] = await Promise.all([
    listOwnCases(ctx, workspaceId, {
      state: filter === 'all' ? null : filter,
      before: c.req.query('before') ?? null,
      limit: SHOWN + 1,
    }),
    listMembers(ctx, workspaceId, { after: null, limit: MOST_NAMES }),
  ])
  const body = drawCases(visit, {
    cases: rows.slice(0, SHOWN),
    filter,
    names: new Map(members.map(({ id, name }) => [id, name])),
    before: rows.length > SHOWN ? rows[SHOWN - 1]!.id : null,
    note: CASE_NOTES.find((one) => one === c.req.query('said')) ?? null,
    refusal,
    fields,
    mayWrite: hasScope(visit.scopes, 'qa:write'),
  })
  return c.html(drawQuality(visit, 'cases', body), refusal === null ? 200 : 422)
}

/** Stores what was given, all of it or nothing, and says what was wrong with it. */
async function propose(
  ctx: Context,
  c: PageContext<ConsoleEnv>,
  read: () => OwnCaseInput[],
  fields?: CaseFields,
): Promise<Response> {
  const { caller, scopes } = c.get('visit')
  assertMay({ scopes }, 'qa:write')
  try {
    await proposeCases(ctx, caller, read())
    return c.redirect(`${CASES_PATH}?said=proposed`, 303)
  } catch (error) {
    if (error instanceof ZodError) return show(ctx, c, { kind: 'unfit' }, fields)
    if (!(error instanceof AppError)) throw error
    if (error.code === 'conflict') {
      const names = await findTaken(ctx, caller.workspaceId, read())
      return show(ctx, c, { kind: 'taken', names }, fields)
    }
    if (error.code !== 'invalid_request') throw error
    const { errors } = error
    return show(ctx, c, errors.length === 0 ? { kind: 'unreadable' } : { kind: 'rows', errors })
  }
}

async function findTaken(ctx: Context, workspaceId: string, inputs: readonly OwnCaseInput[]) {
  const known = new Set((await readOwnCases(ctx, workspaceId)).map(({ external_id }) => external_id))
  return inputs.map(({ external_id }) => external_id).filter((name) => known.has(name))
}

async function decide(
  ctx: Context,
  c: PageContext<ConsoleEnv>,
  id: string,
  state: 'approved' | 'rejected',
): Promise<Response> {
  const { caller, scopes } = c.get('visit')
  assertMay({ scopes }, 'qa:write')
  const said = await decideCase(ctx, caller, id, state).then((): CaseNote => state, noteOf)
  return c.redirect(`${CASES_PATH}?said=${said}`, 303)
}

function noteOf(error: unknown): CaseNote {
  if (error instanceof AppError && error.code === 'forbidden') return 'own'
  if (error instanceof AppError && error.code === 'conflict') return 'decided'
  throw error
}

function readFields(c: PageContext<ConsoleEnv>, form: FormData): CaseFields {
  const given = (name: string) => cleanText(String(form.get(name) ?? '')).trim()
  return {
    text: given('text'),
    language: given('language') || c.get('visit').language,
    category: given('category') || 'faq',
    entry: given('entry'),
    says: given('says'),
  }
}

/** Its name is made from its words, so that one question makes one case. */
function toInput(ctx: Context, { text, language, category, entry, says }: CaseFields): OwnCaseInput {
  const wanted = linesOf(says, '\n')
  const expected = {
    category,
    entry: entry === '' ? null : entry,
    ...(wanted.length === 0 ? {} : { says: wanted }),
  }
  return OwnCaseInput.parse({
    external_id: idOfQuestion(text) || ctx.newId('case'),
    messages: [{ text, expected }],
    tags: { language, family: 'own' },
  })
}

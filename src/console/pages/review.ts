import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { ZodError, z } from 'zod'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { claimThread } from '../../desk/claim-thread.ts'
import { Category } from '../../domain/assessment.ts'
import { ExternalId, trimmedField } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { caseFromThread } from '../../evals/workspace/case-from-thread.ts'
import { correctMessage } from '../../review/correct-message.ts'
import { draftAnew } from '../../review/draft-anew.ts'
import { countReviewQueue, listReviewQueue } from '../../review/list-review-queue.ts'
import { readReviewItem } from '../../review/read-review-item.ts'
import { approveDraft, rejectDraft } from '../../review/review-draft.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { drawPage } from '../draw-page.ts'
import { drawQueue, drawReviewEmpty, MOST_COUNTED } from '../review/draw-queue.ts'
import { drawReviewItem, REVIEW_NOTES, type ReviewNote } from '../review/draw-review-item.ts'
import { reviewWords } from '../words/review.ts'

/** As many as a person looks at before the list is loaded anew. */
const SHOWN = 50

const Approve = z.object({ text: trimmedField(1, 10_000), revision: z.coerce.number().int() })
const Reject = z.object({ reason: trimmedField(1, 1000), revision: z.coerce.number().int() })
const Correct = z.object({ category: Category, message: z.string().max(100) })
const Case = z.object({ category: Category, entry: z.union([z.literal(''), ExternalId]) })

/** Drafts that wait for a person: a queue on one side, the open draft on the other. */
export function reviewPages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get('/console/review', (c) => show(ctx, c, null, null))
    .get('/console/review/:id', (c) => show(ctx, c, c.req.param('id'), noteOf(c)))
    .post('/console/review/:id/approve', (c) =>
      act(c, 'approved', async (caller, id, form) => {
        const { text, revision } = Approve.parse(form)
        await approveDraft(ctx, caller, id, { text, revision })
      }),
    )
    .post('/console/review/:id/reject', (c) =>
      act(c, 'rejected', async (caller, id, form) => {
        await rejectDraft(ctx, caller, id, Reject.parse(form))
      }),
    )
    .post('/console/review/:id/take', (c) =>
      act(c, 'taken', async (caller, id) => {
        const { thread } = await readReviewItem(ctx, caller.workspaceId, id)
        await claimThread(ctx, caller, thread.id, null)
      }),
    )
    .post('/console/review/:id/anew', (c) =>
      act(c, 'anew', async (caller, id, form) => {
        await draftAnew(ctx, caller, id, z.coerce.number().int().parse(form.revision))
      }),
    )
    .post('/console/review/:id/correct', (c) =>
      act(c, 'corrected', async (caller, _id, form) => {
        const { category, message } = Correct.parse(form)
        await correctMessage(ctx, caller, message, { category })
      }),
    )
    .post('/console/review/:id/case', (c) => makeCase(ctx, c, c.req.param('id')))
}

/** The thread up to the draft's question, as a case that somebody else approves. */
async function makeCase(ctx: Context, c: PageContext<ConsoleEnv>, id: string): Promise<Response> {
  const { caller, scopes } = c.get('visit')
  assertMay({ scopes }, 'qa:write')
  const { category, entry } = Case.parse(Object.fromEntries(await c.req.formData()))
  const { thread, decision } = await readReviewItem(ctx, caller.workspaceId, id)
  const input = {
    thread_id: thread.id,
    external_id: decision.message_id,
    family: 'from_thread',
    expected: { category, entry: entry === '' ? null : entry },
  }
  const note = await caseFromThread(ctx, caller, input, decision.message_id).then(
    () => 'case',
    (error) => {
      if (error instanceof AppError && error.code === 'conflict') return 'caseThere'
      throw error
    },
  )
  return c.redirect(`/console/review/${id}?note=${note}`, 303)
}

function noteOf(c: PageContext<ConsoleEnv>): ReviewNote | null {
  return REVIEW_NOTES.find((known) => known === c.req.query('note')) ?? null
}

async function show(
  ctx: Context,
  c: PageContext<ConsoleEnv>,
  id: string | null,
  note: ReviewNote | null,
): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'drafts:read')
  const { workspaceId } = visit.caller
  const [queue, waiting] = await Promise.all([
    listReviewQueue(ctx, workspaceId, SHOWN),
    countReviewQueue(ctx, workspaceId, MOST_COUNTED + 1),
  ])
  const openId = id ?? queue[0]?.id ?? null
  const item = openId === null ? null : await readReviewItem(ctx, workspaceId, openId)
  const words = reviewWords[visit.language]
  const next = nextOf(queue, openId)
  const body = html`<div id="review" class="split review">
      <section class="stack">
        <div class="page-head"><h1>${words.title}</h1></div>
        ${drawQueue(visit, { queue, waiting, openId, now: ctx.clock() })}
      </section>
      ${
        item === null
          ? drawReviewEmpty(visit)
          : drawReviewItem(visit, {
              item,
              note,
              nextId: next,
              mayDecide: hasScope(visit.scopes, 'drafts:write'),
              now: ctx.clock(),
            })
      }
    </div>`
  return c.html(drawPage(visit, { title: words.title, active: 'review', body }))
}

function nextOf(queue: readonly { readonly id: string }[], openId: string | null): string | null {
  const at = queue.findIndex((one) => one.id === openId)
  return queue[at + 1]?.id ?? queue.find((one) => one.id !== openId)?.id ?? null
}

/** A refusal that a person can understand; anything else goes on as an error. */
function noteOfRefusal(error: unknown): ReviewNote {
  if (error instanceof ZodError) return 'invalid'
  if (!(error instanceof AppError)) throw error
  if (error.code === 'claim_lost') return 'lost'
  return error.code === 'opted_out' ? 'optedOut' : 'stale'
}

/** What came of it decides where the reviewer goes on: to the next draft, or back to this one with a word on why. */
async function act(
  c: PageContext<ConsoleEnv>,
  done: 'approved' | 'rejected' | 'taken' | 'anew' | 'corrected',
  change: (
    caller: ConsoleEnv['Variables']['visit']['caller'],
    id: string,
    form: Record<string, unknown>,
  ) => Promise<void>,
): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'drafts:write')
  const id = c.req.param('id')!
  const form = Object.fromEntries(await c.req.formData())
  try {
    await change(visit.caller, id, form)
  } catch (error) {
    return c.redirect(`/console/review/${id}?note=${noteOfRefusal(error)}`, 303)
  }
  if (done === 'taken' || done === 'anew' || done === 'corrected')
    return c.redirect(`/console/review/${id}?note=${done}`, 303)
  const next = typeof form.next === 'string' && form.next !== '' ? `/${form.next}` : ''
  return c.redirect(`/console/review${next}`, 303)
}

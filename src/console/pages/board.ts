import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { guardArchive } from '../../access/guard-archive.ts'
import { listMembers } from '../../access/read-members.ts'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { claimThread, releaseThread } from '../../desk/claim-thread.ts'
import { escalateThread, handOverThread } from '../../desk/hand-over-thread.ts'
import { maskTimeline } from '../../desk/mask-timeline.ts'
import { noteOf } from '../../desk/note-of.ts'
import { countBoardColumn, readBoardColumn } from '../../desk/read-board.ts'
import { listQueues } from '../../desk/read-queues.ts'
import { getThread, readTimeline } from '../../desk/read-threads.ts'
import { reopenThread, resolveThread } from '../../desk/resolve-thread.ts'
import { snoozeThread } from '../../desk/snooze-thread.ts'
import type { Caller } from '../../domain/actor.ts'
import { Language } from '../../domain/language.ts'
import { ResourceId, trimmedField } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { getContact } from '../../inbox/change-contact.ts'
import { replyToThread } from '../../review/reply-to-thread.ts'
import { assertMay } from '../assert-may.ts'
import { drawBoard, MOST_COUNTED } from '../board/draw-board.ts'
import { drawMoveNote, queryOfRefusal } from '../board/draw-move-note.ts'
import { drawThread } from '../board/draw-thread.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { drawPage } from '../draw-page.ts'
import { boardWords } from '../words/board.ts'

const COLUMNS = ['new', 'assigned', 'waiting_for_customer', 'escalated', 'snoozed'] as const
/** Cards a column; more of them nobody reads. */
const SHOWN = 20
const MOST_CHOICES = 200
const DAY_MS = 86_400_000

const blank = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())
const Filter = z.object({
  queue: blank(z.string().max(100)),
  label: blank(z.string().max(50)),
  language: blank(Language),
  assignee: blank(z.string().max(100)),
})
const Move = z.object({
  revision: z.coerce.number().int(),
  to: z.string().max(200).default(''),
  /** Where the move was made: there the visitor goes on. */
  from: z.literal('board').optional(),
  text: trimmedField(1, 10_000).optional(),
  message: ResourceId.optional(),
  comment: z.string().trim().max(1000).default(''),
})
type Move = z.infer<typeof Move>

/** The moves of a thread, by the last part of their path. */
const MOVES: Readonly<
  Record<string, (ctx: Context, caller: Caller, id: string, move: Move) => Promise<unknown>>
> = {
  claim: (ctx, caller, id, { revision }) => claimThread(ctx, caller, id, revision),
  release: (ctx, caller, id, { revision }) => releaseThread(ctx, caller, id, revision),
  resolve: (ctx, caller, id, { revision }) => resolveThread(ctx, caller, id, revision),
  reopen: (ctx, caller, id, { revision }) => reopenThread(ctx, caller, id, revision),
  escalate: (ctx, caller, id, { revision }) =>
    escalateThread(ctx, caller, id, revision, { memberId: null, queueId: null, comment: null }),
  snooze: (ctx, caller, id, { revision }) =>
    snoozeThread(ctx, caller, id, revision, new Date(ctx.clock().getTime() + DAY_MS)),
  reply: (ctx, caller, id, { revision, text, message }) =>
    replyToThread(ctx, caller, id, {
      revision,
      text: trimmedField(1, 10_000).parse(text),
      messageId: message ?? null,
    }),
  'hand-over': (ctx, caller, id, { revision, to, comment }) =>
    handOverThread(ctx, caller, id, revision, {
      memberId: to.startsWith('mem_') ? to : null,
      queueId: to.startsWith('mem_') ? null : to,
      comment: comment === '' ? null : comment,
    }),
}

/** Open threads by where they stand, and a thread by itself. */
export function boardPages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get('/console/board', (c) => showBoard(ctx, c))
    .get('/console/threads/:id', (c) => showThread(ctx, c, c.req.param('id')))
    .post('/console/threads/:id/:move', async (c) => {
      const { caller, ...visit } = c.get('visit')
      assertMay(visit, 'threads:write')
      const { id, move } = c.req.param()
      const make = MOVES[move]
      if (make === undefined) throw new AppError('not_found', `There is no move ${move}`)
      const asked = Move.parse(Object.fromEntries(await c.req.formData()))
      const said = await make(ctx, caller, id, asked).then(() => 'said=done', queryOfRefusal)
      const back = asked.from === 'board' ? '/console/board' : `/console/threads/${id}`
      return c.redirect(`${back}?${said}`, 303)
    })
}

async function showBoard(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'threads:read')
  const { workspaceId } = visit.caller
  const filter = Filter.catch({}).parse(c.req.query())
  const [queues, members, ...columns] = await Promise.all([
    listQueues(ctx, workspaceId, null, MOST_CHOICES),
    listMembers(ctx, workspaceId, { isActive: true, after: null, limit: MOST_CHOICES }),
    ...COLUMNS.map(async (status) => {
      const count = await countBoardColumn(ctx, workspaceId, status, filter, MOST_COUNTED + 1)
      // Whoever looks for the first of none looks through all.
      const cards = count === 0 ? [] : await readBoardColumn(ctx, workspaceId, status, filter, SHOWN)
      return { status, count, cards }
    }),
  ])
  const chosen = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  const query = new URLSearchParams(chosen)
  const words = boardWords[visit.language]
  const path = `/console/board?${query}`
  const body = html`<div class="page-head"><h1>${words.title}</h1></div>
    ${drawMoveNote(visit, (name) => c.req.query(name))}
    ${drawBoard(visit, { columns, filter, queues, members, path, now: ctx.clock() })}`
  return c.html(drawPage(visit, { title: words.title, active: 'board', body }))
}

async function showThread(ctx: Context, c: PageContext<ConsoleEnv>, id: string): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'threads:read')
  const { workspaceId, actor } = visit.caller
  const thread = await getThread(ctx, workspaceId, id)
  await guardArchive(ctx, workspaceId, visit.scopes, id)
  const timeline = await maskTimeline(ctx, thread, await readTimeline(ctx, thread))
  const [queues, members] = await Promise.all([
    listQueues(ctx, workspaceId, null, MOST_CHOICES),
    listMembers(ctx, workspaceId, { isActive: true, after: null, limit: MOST_CHOICES }),
  ])
  const words = boardWords[visit.language]
  const body = drawThread(visit, {
    thread,
    timeline,
    note: thread.status === 'resolved' ? null : await noteOf(ctx.db, thread, visit.language),
    moved: drawMoveNote(visit, (name) => c.req.query(name)),
    receivers: [...queues, ...members].map((one) => ({ value: one.id, name: one.name })),
    mayWrite: hasScope(visit.scopes, 'threads:write'),
    isOwn: thread.held_by === actor.id,
    contactName: (await getContact(ctx, workspaceId, thread.contact_id)).name,
  })
  const title = html`<div class="page-head"><h1>${words.thread}</h1></div>`
  return c.html(drawPage(visit, { title: words.thread, active: 'board', body: html`${title}${body}` }))
}

import { and, eq, isNotNull } from 'drizzle-orm'
import { createMember } from '../../src/access/create-member.ts'
import { createWorkspace } from '../../src/access/create-workspace.ts'
import { checkNext } from '../../src/clocks/check-next.ts'
import type { Context } from '../../src/context.ts'
import { drafts, queues } from '../../src/db/schema.ts'
import petShop from '../../src/demo/pet-shop.json' with { type: 'json' }
import { readShopMessages } from '../../src/demo/pick-messages.ts'
import type { ThreadRow } from '../../src/desk/change-thread.ts'
import { endClaims } from '../../src/desk/end-claims.ts'
import { escalateThread } from '../../src/desk/hand-over-thread.ts'
import { resolveThread } from '../../src/desk/resolve-thread.ts'
import { takeNext } from '../../src/desk/take-next.ts'
import { type Caller, systemActor } from '../../src/domain/actor.ts'
import { MessageInput } from '../../src/domain/message.ts'
import { makeRandom } from '../../src/evals/make-random.ts'
import { acceptMessage } from '../../src/inbox/accept-message.ts'
import { writeChannel } from '../../src/inbox/write-channel.ts'
import { upsertEntries } from '../../src/knowledge/upsert-entries.ts'
import { claimTurn } from '../../src/pipeline/claim-turn.ts'
import { workOn } from '../../src/pipeline/run-worker.ts'
import { replyToThread } from '../../src/review/reply-to-thread.ts'
import { approveDraft, rejectDraft } from '../../src/review/review-draft.ts'

export interface Plan {
  readonly messages: number
  readonly days: number
  readonly seed: number
  /** How many turns are worked on, and how many people work, at once. */
  readonly workers: number
}

/** A Monday. */
export const BEGIN = new Date('2026-03-02T00:00:00Z')
const DAY_MS = 86_400_000
const TICK_MS = 10 * 60_000
const MEMBERS = 12
/** The day of the week on which nobody works, and the hours of each day in which no worker runs. */
const HOLIDAY = 2
const OUTAGE = { from: 14, to: 15 }
const CHANNELS = [
  { id: 'site', kind: 'web', mode: 'auto' },
  { id: 'insta', kind: 'instagram', mode: 'draft' },
  { id: 'zap', kind: 'whatsapp', mode: 'auto' },
] as const
/** What people add to a draft; bench/simulation/recount.ts measures edits by the length that was added. */
const ADDED = ' Qualquer dúvida, é só chamar.'

interface Shop {
  readonly ctx: Context
  readonly caller: Caller
  readonly people: readonly Caller[]
  readonly queueId: string
  readonly random: () => number
}

/** Lets a seeded period go through the app's own verbs, on the clock that `setNow` moves. Answers the workspace's id. */
export async function liveThrough(
  ctx: Context,
  setNow: (now: Date) => void,
  plan: Plan,
  onMessage: () => void,
): Promise<string> {
  setNow(BEGIN)
  const shop = await openShop(ctx, plan.seed)
  const arrivals = planArrivals(plan, shop.random)
  let next = 0
  for (let at = BEGIN.getTime(); at < BEGIN.getTime() + plan.days * DAY_MS; at += TICK_MS) {
    for (; next < arrivals.length && arrivals[next]!.at < at + TICK_MS; next += 1) {
      setNow(new Date(arrivals[next]!.at))
      await acceptMessage(ctx, shop.caller, arrivals[next]!.message)
      onMessage()
    }
    setNow(new Date(at + TICK_MS - 1))
    const hour = new Date(at).getUTCHours()
    if (hour < OUTAGE.from || hour >= OUTAGE.to) await runWorkers(ctx, plan.workers)
    const day = Math.floor((at - BEGIN.getTime()) / DAY_MS)
    if (day % 7 !== HOLIDAY && hour >= 11 && hour < 21) await workShift(shop, plan.workers)
  }
  return shop.caller.workspaceId
}

async function openShop(ctx: Context, seed: number): Promise<Shop> {
  const { workspace } = await createWorkspace(ctx, systemActor('simulation'), { name: 'simulation' })
  const caller = { workspaceId: workspace.id, actor: systemActor('simulation') }
  await upsertEntries(ctx, caller, petShop)
  for (const { id, ...channel } of CHANNELS) await writeChannel(ctx, caller, id, { ...channel, settle_ms: 0 })
  const people: Caller[] = []
  for (let i = 0; i < MEMBERS; i += 1) {
    const input = { name: `person ${i}`, role: 'level_2', capacity: 1000 } as const
    const { id } = await createMember(ctx, caller, input, () => {})
    people.push({ workspaceId: workspace.id, actor: { kind: 'member', id } })
  }
  const [queue] = await ctx.db
    .select()
    .from(queues)
    .where(and(eq(queues.workspace_id, workspace.id), eq(queues.is_default, true)))
  return { ctx, caller, people, queueId: queue!.id, random: makeRandom(seed) }
}

/** When what comes: two of three by day, and three of ten in a thread that is there already. */
function planArrivals({ messages, days }: Plan, random: () => number) {
  const texts = readShopMessages()
  const instants = Array.from({ length: messages }, () => {
    const hour = random() < 2 / 3 ? 11 + random() * 10 : random() * 24
    return BEGIN.getTime() + Math.floor((Math.floor(random() * days) + hour / 24) * DAY_MS)
  }).sort((a, b) => a - b)
  return instants.map((at, i) => {
    const thread = i > 0 && random() < 0.3 ? Math.floor(Math.max(0, i - 200 * random())) : i
    const { id, kind } = CHANNELS[thread % CHANNELS.length]!
    const { text, surface } = texts[Math.floor(random() * texts.length)]!
    const message = MessageInput.parse({
      external_id: `m${i}`,
      channel: { id, kind },
      surface,
      thread: { external_id: `t${thread}` },
      contact: { external_id: `c${thread}` },
      text,
    })
    return { at, message }
  })
}

async function runWorkers(ctx: Context, workers: number): Promise<void> {
  await Promise.all(Array.from({ length: workers }, () => workUntilIdle(ctx)))
  while ((await endClaims(ctx)) > 0);
  while (await checkNext(ctx));
}

async function workUntilIdle(ctx: Context): Promise<void> {
  for (let claim = await claimTurn(ctx, ''); claim !== null; claim = await claimTurn(ctx, '')) {
    await workOn(ctx, claim)
  }
}

/** Everybody takes up to three threads, as many people at once as there are workers. */
async function workShift(shop: Shop, workers: number): Promise<void> {
  // Drawn before anybody begins, so that it does not hang on who is quicker.
  const turns = shop.people.map((person) => ({
    person,
    dice: Array.from({ length: 3 }, () => throwDice(shop)),
  }))
  const takeTurns = async () => {
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
      for (const dice of turn.dice) {
        const thread = await takeNext(shop.ctx, turn.person, shop.queueId)
        if (thread === null) break
        await workOnThread(shop, turn.person, thread, dice)
      }
    }
  }
  await Promise.all(Array.from({ length: workers }, takeTurns))
}

interface Dice {
  readonly move: number
  readonly review: number
  readonly end: number
}

function throwDice({ random }: Shop): Dice {
  return { move: random(), review: random(), end: random() }
}

async function workOnThread(
  { ctx, queueId }: Shop,
  person: Caller,
  thread: ThreadRow,
  { move, review, end }: Dice,
): Promise<void> {
  if (move < 0.05 && thread.status !== 'escalated') {
    await escalateThread(ctx, person, thread.id, null, { memberId: null, queueId, comment: null })
    return
  }
  if (move > 0.9) {
    await resolveThread(ctx, person, thread.id, null, 'nothing to answer')
    return
  }
  const isAnswered = await reviewFirst(ctx, person, thread, review)
  if (!isAnswered)
    await replyToThread(ctx, person, thread.id, {
      text: 'Olá, vou verificar.',
      revision: null,
      messageId: null,
    })
  if (end < 0.6) await resolveThread(ctx, person, thread.id, null, 'answered')
}

/** Decides the thread's draft, where one waits; false where the customer has no answer yet. */
async function reviewFirst(ctx: Context, person: Caller, thread: ThreadRow, dice: number): Promise<boolean> {
  const [draft] = await ctx.db
    .select()
    .from(drafts)
    .where(
      and(
        eq(drafts.workspace_id, person.workspaceId),
        eq(drafts.thread_id, thread.id),
        eq(drafts.state, 'pending_review'),
        isNotNull(drafts.decision_id),
      ),
    )
  if (draft === undefined) return false
  if (dice < 0.2) {
    await rejectDraft(ctx, person, draft.id, { reason: 'wrong', revision: null })
    return false
  }
  const text = dice < 0.5 ? `${draft.text}${ADDED}` : null
  await approveDraft(ctx, person, draft.id, { text, revision: null })
  return true
}

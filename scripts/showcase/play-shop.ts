import { createMember } from '../../src/access/create-member.ts'
import { DEFAULT_WORKSPACE } from '../../src/access/ensure-default-workspace.ts'
import { checkNext } from '../../src/clocks/check-next.ts'
import type { Context } from '../../src/context.ts'
import { pickMessages, readShopMessages } from '../../src/demo/pick-messages.ts'
import { ensureDefaultQueue } from '../../src/desk/ensure-default-queue.ts'
import { escalateThread } from '../../src/desk/hand-over-thread.ts'
import { resolveThread } from '../../src/desk/resolve-thread.ts'
import { takeNext } from '../../src/desk/take-next.ts'
import { type Caller, systemActor } from '../../src/domain/actor.ts'
import type { MemberInput } from '../../src/domain/member.ts'
import { MessageInput } from '../../src/domain/message.ts'
import { makeRandom, pick, type Random } from '../../src/evals/make-random.ts'
import { acceptMessage } from '../../src/inbox/accept-message.ts'
import { writeChannel } from '../../src/inbox/write-channel.ts'
import { decideQuarantine } from '../../src/moderation/decide-quarantine.ts'
import { fileAppeal } from '../../src/moderation/file-appeal.ts'
import { listQuarantine } from '../../src/moderation/read-quarantine.ts'
import { claimTurn } from '../../src/pipeline/claim-turn.ts'
import { workOn } from '../../src/pipeline/run-worker.ts'
import { listReviewQueue } from '../../src/review/list-review-queue.ts'
import { replyToThread } from '../../src/review/reply-to-thread.ts'
import { approveDraft, rejectDraft } from '../../src/review/review-draft.ts'

const DAYS = 9
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const CHANNELS = [
  { id: 'insta', kind: 'instagram', mode: 'draft' },
  { id: 'zap', kind: 'whatsapp', mode: 'draft' },
  { id: 'site', kind: 'web', mode: 'auto' },
] as const
const PEOPLE = [
  { name: 'Marina Duarte', role: 'level_2' },
  { name: 'João Batista', role: 'level_1' },
  { name: 'Lucía Ferreyra', role: 'level_2' },
] as const satisfies readonly MemberInput[]
const CUSTOMERS =
  `Ana Paula,Beto Nunes,Camila Rocha,Diego Prado,Elisa Campos,Fábio Lins,Gabriela Sá,Hugo Teles,Iara Melo,Jonas
  Dias,Karen Vidal,Léo Matos,Márcia Reis,Nina Portela,Otávio Braga,Paula Gentil,Rafael Couto,Sílvia Amaral,Tainá Lopes,Valentina
  Ruiz`
    .split(',')
    .map((name) => name.replace(/\s+/g, ' ').trim())

const SCAMS = [
  {
    text: 'Parabéns!! Você ganhou um iPhone, clique em http://bit.ly/premio-gratis e pague só a taxa no pix. Quero falar com um atendente',
    surface: 'dm',
  },
  { text: 'Atualize seus dados em https://paypa1.com/entrar, por favor', surface: 'comment' },
] as const

interface Shop {
  readonly ctx: Context
  readonly caller: Caller
  readonly people: readonly Caller[]
  readonly queueId: string
  readonly random: Random
}

/**
 * Lets two weeks of the demo shop go through the app's own verbs until `end`, on the clock that `setNow` moves: always
 * the same ones. What is left then stands on the pages: drafts to review, held messages, an appeal, threads with people.
 */
export async function playShop(ctx: Context, setNow: (now: Date) => void, end: Date): Promise<void> {
  const begin = end.getTime() - DAYS * DAY_MS
  setNow(new Date(begin))
  const shop = await openShop(ctx)
  const wanted = readShopMessages().filter(({ lang }) => lang !== 'en')
  const unwanted = pickMessages(null).messages.filter(({ category }) => category === 'spam')
  let sent = 0
  for (let at = begin; at < end.getTime(); at += HOUR_MS) {
    const hour = new Date(at).getUTCHours()
    const isOpen = hour >= 11 && hour < 22
    for (let i = 0; i < (isOpen ? 1 + Math.floor(shop.random() * 2) : shop.random() < 0.2 ? 1 : 0); i += 1) {
      setNow(new Date(at + i * 1_200_000 + Math.floor(shop.random() * 900_000)))
      const isUnwanted = shop.random() < 0.05
      await acceptMessage(
        ctx,
        shop.caller,
        messageOf(sent, pick(isUnwanted ? unwanted : wanted, shop.random)),
      )
      sent += 1
    }
    setNow(new Date(at + HOUR_MS - 1000))
    await decideAll(ctx)
    if (isOpen && at < end.getTime() - 5 * HOUR_MS) await workShift(shop)
  }
  await leaveMorning(shop, setNow, end, sent)
  setNow(end)
}

async function openShop(ctx: Context): Promise<Shop> {
  const caller = { workspaceId: DEFAULT_WORKSPACE, actor: systemActor('demo') }
  for (const { id, ...channel } of CHANNELS) await writeChannel(ctx, caller, id, { ...channel, settle_ms: 0 })
  const people: Caller[] = []
  for (const person of PEOPLE) {
    const { id } = await createMember(ctx, caller, { ...person, capacity: 1000 }, () => {})
    people.push({ workspaceId: caller.workspaceId, actor: { kind: 'member', id } })
  }
  const { id: queueId } = await ensureDefaultQueue(ctx, ctx.db, caller.workspaceId)
  return { ctx, caller, people, queueId, random: makeRandom(8) }
}

function messageOf(
  index: number,
  { text, surface }: { text: string; surface: 'dm' | 'comment' },
): MessageInput {
  const { id, kind } = CHANNELS[index % CHANNELS.length]!
  return MessageInput.parse({
    external_id: `m${index}`,
    channel: { id, kind },
    surface: kind === 'instagram' ? surface : 'dm',
    thread: { external_id: `t${index}` },
    contact: { external_id: `c${index}`, name: CUSTOMERS[index % CUSTOMERS.length] },
    text,
  })
}

async function decideAll(ctx: Context): Promise<void> {
  for (let claim = await claimTurn(ctx, ''); claim !== null; claim = await claimTurn(ctx, '')) {
    await workOn(ctx, claim)
  }
  while (await checkNext(ctx));
}

/** Drafts first, then whatever waits for a person, then what is held. */
async function workShift({ ctx, caller, people, queueId, random }: Shop): Promise<void> {
  const person = pick(people, random)
  for (const { id } of await listReviewQueue(ctx, caller.workspaceId, 4)) {
    const dice = random()
    if (dice < 0.12) await rejectDraft(ctx, person, id, { reason: 'tone', revision: null })
    else {
      const { thread_id } = await approveDraft(ctx, person, id, { text: null, revision: null })
      if (random() < 0.95) await resolveThread(ctx, person, thread_id, null, 'answered')
    }
  }
  for (let taken = 0; taken < 2; taken += 1) {
    const thread = await takeNext(ctx, person, queueId)
    if (thread === null) break
    await replyToThread(ctx, person, thread.id, {
      text: 'Oi! Já vi aqui e resolvo para você.',
      revision: null,
      messageId: null,
    })
    if (random() < 0.85) await resolveThread(ctx, person, thread.id, null, 'answered')
  }
  const held = await listQuarantine(ctx, caller.workspaceId, { state: 'held', before: null, limit: 2 })
  for (const { id, message_id } of held) {
    const input = { state: 'confirmed', reason: 'golpe', rule: null, block: false } as const
    await decideQuarantine(ctx, person, id, input)
    if (random() < 0.08)
      await fileAppeal(ctx, caller, { message_id, statement: 'Era só uma promoção da minha loja.' })
  }
}

/** What a lead finds: people at work, one thread a level up, drafts to look at, and messages that are held. */
async function leaveMorning(shop: Shop, setNow: (now: Date) => void, end: Date, sent: number): Promise<void> {
  const { ctx, caller, people, queueId } = shop
  for (const person of people) {
    const thread = await takeNext(ctx, person, queueId)
    if (thread === null) break
    if (person === people[1]) {
      const target = { memberId: null, queueId, comment: 'Quer falar com a gerência.' }
      await escalateThread(ctx, person, thread.id, null, target)
    }
  }
  const asked = readShopMessages().filter(({ lang, expected }) => lang === 'pt' && expected !== null)
  const morning = [...asked.filter((_, i) => i % 6 === 0).slice(0, 9), ...SCAMS]
  for (const [i, message] of morning.entries()) {
    setNow(new Date(end.getTime() - (morning.length - i) * 3 * 60_000))
    // The first two channels show drafts to people.
    await acceptMessage(ctx, caller, messageOf(3 * sent + 3 * i + (i % 2), message))
    await decideAll(ctx)
  }
}

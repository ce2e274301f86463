import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenAiServer, startOpenAiServer } from '../../test/support/openai-server.ts'
import { accept, messageBody, openChannel } from '../../test/support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from '../../test/support/start-test-app.ts'
import type { Db } from '../db/database.ts'
import { messages, moderationDecisions, workspaces } from '../db/schema.ts'
import { SIGNALS, type SignalName, type SignalResult } from '../domain/signal.ts'
import { openModerator } from '../inference/openai/moderate-text.ts'
import { createWordList } from './change-word-lists.ts'
import { findLinks } from './find-links.ts'
import { readWords } from './match-pattern.ts'
import { openSightings } from './open-sightings.ts'
import { ALL_SIGNALS, runSignals } from './run-signals.ts'
import { readWordPatterns, signalFields } from './signal-fields.ts'
import type { SignalContext, SignalInput } from './signals/signal.ts'

let app: TestApp
let server: OpenAiServer
let own: TestWorkspace
beforeAll(async () => {
  app = await startTestApp()
  server = await startOpenAiServer()
  own = await app.makeWorkspace()
})
afterAll(async () => {
  await app.close()
  await server.close()
})

const NOW = new Date()

/** What a signal says of a text by nobody; `over` replaces what it is given. */
async function examine(
  name: SignalName,
  text: string,
  over: Partial<SignalInput> = {},
  ctx: Partial<SignalContext> = {},
): Promise<SignalResult> {
  const input: SignalInput = {
    workspaceId: own.id,
    text,
    words: readWords(text),
    links: findLinks(text),
    wordLists: over.wordLists ?? (await readWordPatterns(app.ctx.db, over.workspaceId ?? own.id)),
    language: 'pt',
    surface: 'comment',
    labels: { spam: 0.1, hate: 0.1 },
    attachments: [],
    sender: null,
    allowedHosts: [],
    ...over,
  }
  const results = await runSignals({ ...app.ctx, clock: () => NOW, ...ctx }, input)
  return results.find((result) => result.signal === name)!
}

/** A database that fails whatever it is asked. */
const brokenDb = new Proxy(
  {},
  {
    get() {
      throw new Error('the database is away')
    },
  },
) as Db

test('results come in the declared order, and one that throws stops no other', async () => {
  expect(ALL_SIGNALS.map((signal) => signal.name)).toEqual([...SIGNALS])
  const input = {
    workspaceId: own.id,
    words: [],
    wordLists: null as unknown as SignalInput['wordLists'],
    links: [],
    text: 'oi',
    language: 'pt',
    surface: 'dm',
  } as const
  const results = await runSignals(app.ctx, {
    ...input,
    labels: { spam: 0, hate: 0 },
    attachments: [],
    sender: null,
    allowedHosts: [],
  })
  expect(results.map((result) => [result.signal, result.status])).toEqual([
    ['classifier', 'scored'],
    ['words', 'failed'],
    ['links', 'scored'],
    ['repetition', 'not_examined'],
    ['sender', 'not_examined'],
    ['provider', 'not_examined'],
    ['images', 'not_examined'],
    ['voice', 'not_examined'],
  ])
})

describe('classifier', () => {
  test('hit and miss are its two scores', async () => {
    expect(await examine('classifier', 'x', { labels: { spam: 0.9, hate: 0 } })).toEqual({
      signal: 'classifier',
      status: 'scored',
      score: 0.9,
      aspects: { spam: 0.9, hate: 0 },
    })
  })

  test('without scores, or with one that is no number, it has failed and is not harmless', async () => {
    expect(await examine('classifier', 'x', { labels: null })).toMatchObject({ reason: 'classifier_failed' })
    expect(await examine('classifier', 'x', { labels: { spam: Number.NaN, hate: 0 } })).toMatchObject({
      status: 'failed',
    })
  })
})

describe('words', () => {
  const caller = () => ({ workspaceId: own.id, actor: { kind: 'system' as const, id: 'test' } })
  beforeAll(async () => {
    const add = (name: string, language: 'pt' | 'es' | null, entries: string[]) =>
      createWordList(app.ctx, caller(), { name, language, entries })
    await add('promo', null, ['seguidor* grátis', 'renda extra'])
    await add('insultos', 'es', ['tarado'])
  })

  test.each([
    ['Ganhe SEGUIDORES GR4T1S agora', 'promo'],
    ['r e n d a extra garantida', 'promo'],
  ])('%s hits', async (text, list) => {
    expect(await examine('words', text)).toMatchObject({ score: 1, aspects: { [list]: 1 } })
  })

  test.each(['Quero seguir vocês', 'a renda é pequena e extra', 'tarado'])('%s misses', async (text) => {
    expect(await examine('words', text)).toMatchObject({ score: 0, aspects: {} })
  })

  test('a list of one language counts there, and where no language is known', async () => {
    for (const language of ['es', 'und'] as const) {
      expect(await examine('words', 'tarado', { language })).toMatchObject({ aspects: { insultos: 1 } })
    }
  })

  test('lists of another workspace do not count', async () => {
    const other = await app.makeWorkspace()
    expect(await examine('words', 'renda extra', { workspaceId: other.id })).toMatchObject({ score: 0 })
  })

  test('lists that cannot be read are a failure', async () => {
    const wordLists = [{ name: 'promo', language: null, patterns: null as unknown as string[] }]
    expect(await examine('words', 'renda extra', { wordLists })).toMatchObject({ status: 'failed' })
  })
})

describe('links', () => {
  test.each<[string, string]>([
    ['veja bit.ly/3xYz', 'shortener'],
    ['https://xn--mercadlivre-sfb.com/entrar', 'punycode'],
    ['https://mercadоlivre.com.br', 'look_alike'],
    ['entre em nubanк.com', 'look_alike'],
    ['https://paypa1.com', 'look_alike'],
    ['correios-taxa.top/pagar', 'look_alike'],
    ['http://192.168.7.7/x', 'address'],
    ['https://itau.com.br@golpe.example', 'login'],
  ])('%s hits: %s', async (text, aspect) => {
    expect(await examine('links', text)).toMatchObject({ aspects: { [aspect]: expect.any(Number) } })
  })

  test.each(['Abriu às 9.Que bom', 'custa 49.90', 'oi'])('%s has no link', async (text) => {
    expect(await examine('links', text)).toMatchObject({ score: 0, aspects: {} })
  })

  test('the real site is only a link, a trusted host not even that, and who imitates it is noticed', async () => {
    expect(await examine('links', 'https://www.mercadolivre.com.br/x')).toMatchObject({
      aspects: { other: 0.2 },
    })
    const allowedHosts = ['lojadaana.com.br']
    expect(await examine('links', 'https://blog.lojadaana.com.br/p', { allowedHosts })).toMatchObject({
      score: 0,
    })
    expect(await examine('links', 'https://xlojadaana.com.br', { allowedHosts })).toMatchObject({
      score: 0.2,
    })
    expect(await examine('links', 'l0jadaana.com.br', { allowedHosts })).toMatchObject({ score: 1 })
  })

  test('a host that cannot be read is a failure of nothing: it is no link', async () => {
    expect(await examine('links', 'http://[broken')).toMatchObject({ status: 'scored', score: 0 })
  })

  test('a failure is visible', async () => {
    const links = null as unknown as SignalInput['links']
    expect(await examine('links', 'x', { links })).toMatchObject({ status: 'failed', reason: 'error' })
  })
})

describe('repetition', () => {
  const by = (contactId: string, id: string, text: string) => ({
    sender: { contactId, takenAway: 0, messages: [{ id, text }] },
  })
  const PROMO = 'Ganhe dinheiro em casa sem sair do sofá, chama no link http://renda.example/x'
  let sent = 0
  const say = (text: string, contact: string, over: Partial<SignalInput> = {}, ctx = {}) => {
    sent += 1
    return examine('repetition', text, { ...by(contact, `${own.id}-r${sent}`, text), ...over }, ctx)
  }

  test('nearly the same words from several people reach a full score at the tenth', async () => {
    const scores: number[] = []
    for (let i = 0; i < 10; i += 1) {
      const result = await say(`@cliente${i} ${PROMO} ${'🔥'.repeat(i)} ${i}`, `promo-${i}`)
      scores.push(result.status === 'scored' ? (result.aspects.near_duplicates ?? 0) : -1)
    }
    expect(scores[2]).toBeLessThan(0.5)
    expect(scores.at(-1)).toBe(1)
  })

  test('different words, short words and one person alone are no flood', async () => {
    for (let i = 0; i < 20; i += 1) {
      expect(await say('qual o valor?', `short-${i}`)).not.toMatchObject({ aspects: { near_duplicates: 1 } })
      const alone = await say('Vocês ainda não me responderam sobre o pedido, por favor', 'impatient')
      expect(alone).not.toHaveProperty('aspects.near_duplicates')
    }
    const other = await say('O vestido azul serve para quem veste quarenta e dois?', 'other')
    expect(other).toMatchObject({ status: 'scored' })
    expect((other as { score: number }).score).toBeLessThan(0.3)
  })

  test('a turn that runs again counts nothing twice', async () => {
    const message = by('again', `${own.id}-same`, 'quantos dias demora a entrega para o Recife')
    const first = await examine('repetition', message.sender.messages[0]!.text, message)
    expect(await examine('repetition', message.sender.messages[0]!.text, message)).toEqual(first)
  })

  test('what was seen fades', async () => {
    const text = 'Promoção relâmpago de tênis importado, últimas unidades disponíveis'
    for (let i = 0; i < 12; i += 1) await say(text, `fade-${i}`)
    const later = new Date(NOW.getTime() + 3600_000)
    expect(await say(text, 'fade-z', {}, { clock: () => later })).not.toMatchObject({ score: 1 })
  })

  test('another workspace has its own counts', async () => {
    const other = await app.makeWorkspace()
    const result = await say(PROMO, 'foreign', { workspaceId: other.id })
    expect(result).toMatchObject({ status: 'scored' })
    expect((result as { score: number }).score).toBeLessThan(0.2)
  })

  test('a bare text has no past, and counts that cannot be read are a failure', async () => {
    expect(await examine('repetition', PROMO)).toMatchObject({
      status: 'not_examined',
      reason: 'sender_unknown',
    })
    const sightings = openSightings({ db: brokenDb, logger: app.ctx.logger })
    const text = 'Vocês têm esse vestido em tamanho grande?'
    await say(text, 'x', {}, { sightings })
    await expect(sightings.share()).rejects.toThrow('away')
    expect(await say(text, 'y', {}, { sightings })).toMatchObject({ status: 'failed', reason: 'error' })
  })

  test('what was seen once waits for no database, what may become a flood does', async () => {
    const text = 'Sorteio de um celular novo para quem seguir a página agora mesmo'
    const asked: number[] = []
    const share = async () => void asked.push(seen)
    let seen = 0
    const sightings = openSightings({ db: app.ctx.db, logger: app.ctx.logger })
    for (seen = 1; seen <= 14; seen += 1) {
      await say(text, `sorteio-${seen}`, {}, { sightings: { ...sightings, isFailing: false, share } })
    }
    expect(asked).toEqual([3, 4, 5, 6, 7, 8, 9])
    await sightings.share()
  })

  test('a message that two processes look at counts once in what they share', async () => {
    const twice = by('both', `${own.id}-both`, 'vendo bicicleta aro vinte e nove quase nova')
    const [one, other] = [0, 1].map(() => openSightings({ db: app.ctx.db, logger: app.ctx.logger }))
    for (const sightings of [one!, other!]) {
      await examine('repetition', twice.sender.messages[0]!.text, twice, { sightings })
      await sightings.share()
    }
    expect(
      await examine('repetition', twice.sender.messages[0]!.text, twice, { sightings: other! }),
    ).toMatchObject({ aspects: { own_repeats: 1 / 10 } })
  })
})

describe('sender', () => {
  test('counts what was taken away lately and not reversed', async () => {
    await openChannel(own)
    const { message_id } = await accept(own, messageBody('oi'))
    const [message] = (await app.ctx.db.select().from(messages)).filter((row) => row.id === message_id)
    const contactId = message!.contact_id
    const look = async () => {
      const [fields] = await app.ctx.db
        .select(signalFields(own.id, contactId, NOW))
        .from(workspaces)
        .where(eq(workspaces.id, own.id))
      return examine('sender', 'oi', { sender: { contactId, takenAway: fields!.takenAway, messages: [] } })
    }
    expect(await look()).toMatchObject({ status: 'scored', score: 0 })
    const decision = (id: string, over = {}) => ({
      id,
      workspace_id: own.id,
      message_id,
      thread_id: message!.thread_id,
      contact_id: contactId,
      action: 'hide' as const,
      reasons: [],
      policy: 'p',
      actor_kind: 'system',
      actor_id: 'worker',
      created_at: new Date(),
      ...over,
    })
    await app.ctx.db
      .insert(moderationDecisions)
      .values([
        decision('s1'),
        decision('s2', { reversed_at: new Date() }),
        decision('s3', { action: 'allow' }),
      ])
    expect(await look()).toMatchObject({
      aspects: { taken_away: expect.closeTo(1 / 3) },
    })
    const sender = { contactId, takenAway: Number.NaN, messages: [] }
    expect(await examine('sender', 'oi', { sender })).toMatchObject({ status: 'failed' })
  })
})

describe('provider', () => {
  const ask = (text: string, deadlineMs = 5000) =>
    examine(
      'provider',
      text,
      {},
      { models: { moderator: openModerator({ apiKey: 'k', baseUrl: server.baseUrl }, 'omni', deadlineMs) } },
    )

  test('its categories are the aspects, and no personal data leaves', async () => {
    server.behave({ kind: 'moderation', scores: { hate: 0.91, violence: 0.2, illicit: null } })
    expect(await ask('meu cpf é 529.982.247-25')).toMatchObject({
      score: 0.91,
      aspects: { hate: 0.91, violence: 0.2 },
    })
    expect(JSON.stringify(server.requests)).not.toContain('529.982')
  })

  test('a miss is a low score', async () => {
    server.behave({ kind: 'moderation', scores: { hate: 0.01 } })
    expect(await ask('oi')).toMatchObject({ status: 'scored', score: 0.01 })
  })

  test.each([
    [{ kind: 'status', status: 500 } as const, 'provider_error'],
    [{ kind: 'status', status: 429, headers: { 'retry-after': '0' } } as const, 'provider_rate_limited'],
    [{ kind: 'hang' } as const, 'provider_timeout'],
    [{ kind: 'moderation', scores: {} } as const, 'provider_invalid_output'],
  ])('a failure says why (%j)', async (behaviour, reason) => {
    server.behave(behaviour)
    expect(await ask('oi', behaviour.kind === 'hang' ? 100 : 5000)).toEqual({
      signal: 'provider',
      status: 'failed',
      reason,
    })
  })

  test('none is asked where none is configured', async () => {
    expect(await examine('provider', 'oi')).toMatchObject({
      status: 'not_examined',
      reason: 'not_configured',
    })
  })
})

describe('images and voice', () => {
  test('say that nobody looked, or that there was nothing', async () => {
    const attachments = [{ kind: 'image' as const }, { kind: 'audio' as const }]
    expect(await examine('images', '', { attachments })).toMatchObject({ reason: 'not_looked_into' })
    expect(await examine('voice', '', { attachments })).toMatchObject({ reason: 'not_looked_into' })
    expect(await examine('images', 'oi')).toMatchObject({ reason: 'nothing_attached' })
    expect(await examine('voice', 'oi')).toMatchObject({ reason: 'nothing_attached' })
  })

  test('a failure is visible', async () => {
    const attachments = null as unknown as SignalInput['attachments']
    expect(await examine('images', 'oi', { attachments })).toMatchObject({ status: 'failed' })
    expect(await examine('voice', 'oi', { attachments })).toMatchObject({ status: 'failed' })
  })
})

import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../models/manifest.json' with { type: 'json' }
import { decisions, drafts, messages } from '../src/db/schema.ts'
import { systemActor } from '../src/domain/actor.ts'
import type { ChatModel } from '../src/inference/chat-model.ts'
import { type ClassifierMeta, makeLinearClassifier } from '../src/inference/embedded/linear-classifier.ts'
import { readModelFile } from '../src/inference/embedded/read-model-file.ts'
import { forWorkspace } from '../src/inference/for-workspace.ts'
import { eraseContact } from '../src/privacy/erase-contact.ts'
import { compareOutcomes, type Difference } from '../src/replay/compare-outcomes.ts'
import { loadPastTurns } from '../src/replay/load-past-turns.ts'
import { type Replay, replayDecision } from '../src/replay/replay-decision.ts'
import { workAgain } from '../src/replay/work-again.ts'
import { decideMany } from './support/decide-many.ts'
import { drainTurns } from './support/drain-turns.ts'
import { accept, decideMessage, messageBody, openChannel, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'
import { withClassifier } from './support/with-classifier.ts'

/** `RECADO_REPLAYS=1000` for as many as a release is checked with. */
const COUNT = Number(process.env.RECADO_REPLAYS ?? 60)

let app: TestApp
let now = new Date()
const later = () => {
  now = new Date(now.getTime() + 600_000)
}
beforeAll(async () => {
  app = await startTestApp({ clock: () => now })
})
afterAll(() => app.close())

async function openShop(): Promise<TestWorkspace> {
  const shop = await app.makeWorkspace()
  await openChannel(shop)
  return shop
}

const readDecisions = (workspaceId: string) =>
  app.ctx.db
    .select()
    .from(decisions)
    .where(eq(decisions.workspace_id, workspaceId))
    .orderBy(asc(decisions.id))

const ASK = 'Qual o horário de funcionamento?'

describe('many decisions', () => {
  test('are worked out again from what was kept, whatever changed since and with every stored result blank', {
    timeout: 600_000,
  }, async () => {
    const shop = await openShop()
    await decideMany(app, shop, COUNT, later)
    const originals = await readDecisions(shop.id)
    const made = await app.ctx.db.select().from(drafts).where(eq(drafts.workspace_id, shop.id))
    await changeEverything(shop)
    await blankResults(shop.id)

    const past = await loadPastTurns(app.ctx.db, shop.id, await readDecisions(shop.id))
    const compare = async (given: typeof app.ctx) => {
      const ctx = await forWorkspace(given, shop.id)
      const faults: { id: string; found: Difference[] }[] = []
      for (const [i, original] of originals.entries()) {
        const turn = past[i]!
        if (turn.state !== 'kept') throw new Error(`${original.id} is ${turn.state}`)
        const draft = made.find((row) => row.decision_id === original.id) ?? null
        const found = compareOutcomes(original, draft, await workAgain(ctx, turn.kept, {}))
        if (found.length > 0) faults.push({ id: original.id, found })
      }
      return faults
    }
    expect(originals.length).toBeGreaterThan(COUNT * 0.9)
    expect(new Set(originals.map((row) => row.route)).size).toBeGreaterThan(2)
    expect(await compare(app.ctx)).toEqual([])

    // One weight of the classifier is another, under the same name.
    const models = withClassifier(app.ctx.models, otherWeight())
    const different = await compare({ ...app.ctx, models })
    expect(different.length).toBeGreaterThan(COUNT / 2)
    expect(different[0]?.found[0]).toMatchObject({ stage: 'classifier' })
  })
})

/** What was said, known and set is another thing now. */
async function changeEverything(shop: TestWorkspace): Promise<void> {
  const kept = (await (await shop.request('GET', '/v1/kb/entries?limit=100')).json()) as {
    data: { external_id: string; question: string; language: string }[]
  }
  await putEntries(
    shop,
    kept.data.map(({ external_id, question, language }) => ({
      external_id,
      question,
      language,
      answer: 'Mudou tudo por aqui.',
    })),
  )
  await shop.request('PATCH', `/v1/workspaces/${shop.id}`, {
    settings: { tone: 'formal', greeting: 'Salve!', stop_everything: true },
  })
  await openChannel(shop, 'draft')
  const rows = await app.ctx.db.select().from(messages).where(eq(messages.workspace_id, shop.id)).limit(20)
  for (const row of rows) {
    const path = `/v1/channels/shop/messages/${row.external_id}`
    const edited = await shop.request('PATCH', path, { text: `${row.text} (editada)` })
    expect(edited.status).toBe(200)
  }
}

async function blankResults(workspaceId: string): Promise<void> {
  const blank = {
    category: 'hate',
    route: 'none',
    reasons: [],
    mode: 'off',
    assessment: {},
    moderation: {},
    policy_facts: null,
    handoff: null,
    citations: [],
    inputs: {},
    prompt_version: null,
  } as unknown as Partial<typeof decisions.$inferInsert>
  await app.ctx.db.update(decisions).set(blank).where(eq(decisions.workspace_id, workspaceId))
  await app.ctx.db
    .update(drafts)
    .set({ proposed_text: '', citations: [], confidence: 0 })
    .where(eq(drafts.workspace_id, workspaceId))
}

function otherWeight() {
  const path = new URL('../models/classifier.bin', import.meta.url).pathname
  const file = readModelFile<ClassifierMeta>(path, manifest.files['classifier.bin'])
  const [first, ...rest] = file.meta.biases
  return makeLinearClassifier({ ...file, meta: { ...file.meta, biases: [first! + 0.25, ...rest] } })
}

describe('one decision', () => {
  const replay = async (shop: TestWorkspace, id: string): Promise<Replay> =>
    (await (await shop.request('GET', `/v1/decisions/${id}/replay`)).json()) as Replay

  test('of a message that was edited since is replayed with what it said', async () => {
    const shop = await openShop()
    await putEntries(shop)
    const { id, message_id } = await decideMessage(app, shop, ASK, { external_id: 'edited' })
    later()
    await shop.request('PATCH', '/v1/channels/shop/messages/edited', { text: 'Quero falar com uma pessoa' })
    expect(await replay(shop, id)).toMatchObject({ state: 'equal', message_id, differences: [] })
  })

  test.each(['delete', 'anonymise'] as const)('of a contact that was erased (%s) says so', async (how) => {
    const shop = await openShop()
    const { id, message_id } = await decideMessage(app, shop, ASK)
    const [row] = await app.ctx.db.select().from(messages).where(eq(messages.id, message_id))
    const caller = { workspaceId: shop.id, actor: systemActor('test') }
    await app.ctx.db.transaction((tx) => eraseContact(app.ctx, tx, caller, row!.contact_id, how))
    expect(await replay(shop, id)).toMatchObject({
      state: 'erased',
      route: { kept: 'human', replayed: null },
      versions: null,
    })
  })

  test('of words that their author deleted says erased', async () => {
    const shop = await openShop()
    const { id } = await decideMessage(app, shop, ASK, { external_id: 'deleted' })
    await shop.request('DELETE', '/v1/channels/shop/messages/deleted')
    expect(await replay(shop, id)).toMatchObject({ state: 'erased' })
  })

  test('of before traces were kept says so', async () => {
    const shop = await openShop()
    const { id } = await decideMessage(app, shop, ASK)
    await app.ctx.db.update(decisions).set({ trace: null }).where(eq(decisions.id, id))
    expect(await replay(shop, id)).toMatchObject({ state: 'not_kept' })
  })

  test('that a provider drafted is replayed from its answer, and asked anew with what is current', async () => {
    const shop = await openShop()
    await putEntries(shop)
    let asked = 0
    const chat: ChatModel = {
      id: 'fake',
      complete: async () => {
        asked += 1
        const answer = `Abrimos de segunda a sábado, das 9h às 19h${'!'.repeat(asked)}`
        const value = { answer, cited_ids: ['P1'], answers_all: true, language: 'pt' }
        return { ok: true, value: value as never }
      },
    }
    const ctx = { ...app.ctx, models: { ...app.ctx.models, chat } }
    const { message_id } = await accept(shop, messageBody(ASK))
    await drainTurns(ctx)
    const kept = await replayDecision(ctx, shop.id, message_id, { with: 'kept' })
    expect(kept).toMatchObject({ state: 'equal', versions: { kept: { prompt: expect.any(String) } } })
    expect(asked).toBe(1)
    const current = await replayDecision(ctx, shop.id, message_id, { with: 'current' })
    expect(current).toMatchObject({ state: 'different', first_difference: 'draft' })
    expect(asked).toBe(2)
  })
})

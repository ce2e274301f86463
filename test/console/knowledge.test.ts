import { afterAll, beforeAll, expect, test } from 'vitest'
import { knowledgeSuggestions } from '../../src/db/schema.ts'
import { getEntry, listVersions } from '../../src/knowledge/read-entries.ts'
import { importNext } from '../../src/knowledge/run-imports.ts'
import { upkeepNext } from '../../src/upkeep/run-upkeep.ts'
import { openConsole } from '../support/open-console.ts'
import { decideMessage, openChannel, putEntries } from '../support/send-message.ts'
import { startTestApp, type TestApp } from '../support/start-test-app.ts'

let app: TestApp
let pages: ReturnType<typeof openConsole>
beforeAll(async () => {
  app = await startTestApp()
  pages = openConsole(app)
})
afterAll(() => app.close())

const FIELDS = {
  version: '0',
  external_id: '',
  question: 'Vocês entregam no domingo?',
  answer: 'Não, só de segunda a sábado.',
  variants: 'tem entrega domingo?\n\nentrega fim de semana?',
  language: 'pt',
  tags: 'entrega, prazo',
  from: '2026-03-01',
  until: '2026-03-31',
}

test('a search says how it found each entry and marks the words that both share', async () => {
  const own = await app.makeWorkspace()
  await putEntries(own)
  const { browser } = await pages.signIn(own, 'level_1')
  const page = await (await browser.get('/console/knowledge?q=horario+de+funcionamento')).text()
  expect(page).toMatch(/<mark>horário<\/mark>/)
  expect(page).toMatch(/\d+% · answers it/)
  expect(page).toMatch(/Found\s+by its words/)
  expect(page).not.toContain('href="/console/knowledge/new"')
})

test('an entry is written, changed and deleted; its days are those of the workspace', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'manager')
  const made = await browser.post('/console/knowledge/new', FIELDS)
  const path = made.headers.get('location')!.replace('?saved', '')
  const entry = await getEntry(app.ctx, own.id, 'voces-entregam-no-domingo')
  expect(path).toBe(`/console/knowledge/entries/${entry.id}`)
  expect(entry).toMatchObject({
    variants: ['tem entrega domingo?', 'entrega fim de semana?'],
    tags: ['entrega', 'prazo'],
    valid_from: new Date('2026-03-01T03:00:00Z'),
    valid_until: new Date('2026-04-01T03:00:00Z'),
  })
  await browser.post(path, { ...FIELDS, version: '1', answer: 'Também no domingo.' })
  const changed = await getEntry(app.ctx, own.id, entry.id)
  expect(changed).toMatchObject({ version: 2, answer: 'Também no domingo.', valid_until: entry.valid_until })
  expect(await (await browser.get(path)).text()).toContain('Não, só de segunda a sábado.')
  await browser.post(`${path}/delete`)
  expect((await browser.get(path)).status).toBe(404)
})

test('of two people who change one entry, the second sees both texts and overwrites nothing', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'manager')
  const path = (await browser.post('/console/knowledge/new', FIELDS)).headers
    .get('location')!
    .replace('?saved', '')
  await browser.post(path, { ...FIELDS, version: '1', answer: 'A primeira.' })
  const late = await browser.post(path, { ...FIELDS, version: '1', answer: 'A segunda.' })
  expect(late.status).toBe(409)
  const page = await late.text()
  expect(page).toContain('A primeira.')
  expect(page).toContain('A segunda.')
  const { id } = await getEntry(app.ctx, own.id, 'voces-entregam-no-domingo')
  expect(await listVersions(app.ctx, own.id, id, 10)).toHaveLength(2)
})

test('what is wrong with an entry stands at its field', async () => {
  const { browser } = await pages.signIn(await app.makeWorkspace(), 'manager')
  const refused = await browser.post('/console/knowledge/new', {
    ...FIELDS,
    answer: ' ',
    until: '2026-01-01',
  })
  expect(refused.status).toBe(422)
  const page = await refused.text()
  expect(page).toContain('is too short or too long')
  expect(page).toContain('Vocês entregam no domingo?')
})

test('a file goes in, and each line that does not says why in the reader’s language', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'manager')
  const csv = 'pergunta,resposta\nQual o prazo?,Dois dias.\nSem resposta?,\nVirgula,a,b,c\n'
  const sent = await browser.upload('/console/knowledge/imports', 'perguntas.csv', csv)
  const path = sent.headers.get('location')!
  expect(await (await browser.get(path)).text()).toContain('hx-trigger="every 600ms"')
  while (await importNext(app.ctx));
  const page = await (await browser.get(path)).text()
  expect(page).toContain('3 of 3 lines')
  expect(page).toContain('is missing')
  expect(page).toContain('has too many columns')
  expect(page).not.toContain('hx-trigger="every 600ms"')
  expect((await browser.upload('/console/knowledge/imports', 'perguntas.exe', csv)).status).toBe(422)
  const unnamed = await browser.upload('/console/knowledge/imports', 'p.csv', 'duda,solución\na,b\nc,d\n')
  while (await importNext(app.ctx));
  const told = await (await browser.get(unnamed.headers.get('location')!)).text()
  expect(told.split('it says: duda, solución.')).toHaveLength(2)
  expect(told).not.toContain('is missing')
})

test('gaps that are gathered on demand show that they are, what came of it, and where it failed', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'manager')
  await openChannel(own)
  for (const text of ['Tem aquário grande aí?', 'Vendem aquário?', 'Qual aquário vocês têm para peixe?'])
    await decideMessage(app, own, text)
  const gather = async (over: object) => {
    const asked = await browser.post('/console/knowledge/gaps/refresh')
    const path = asked.headers.get('location')!
    const page = await (await browser.get(path)).text()
    expect(page).toContain('<progress')
    expect(page).toMatch(/hx-get="[^"]*asked=[^"]*" hx-select="#gaps"/)
    const inAnHour = new Date(Date.now() + 3_600_000)
    const upkeep = { ...app.ctx, clock: () => inAnHour, ...over }
    await upkeepAll(upkeep).catch(() => {})
    const ended = await (await browser.get(path)).text()
    expect(ended).not.toContain('hx-trigger="every 600ms"')
    return ended
  }
  const broken = () => {
    throw new Error('broken')
  }
  expect(await gather({ newId: broken })).toContain('Gathering did not work just now')
  expect(await gather({})).toMatch(/Open gaps: 1, new among them: 1\./)
  expect(await (await browser.get('/console/knowledge/gaps')).text()).toContain('Last gathered')
})

async function upkeepAll(ctx: Parameters<typeof upkeepNext>[0]): Promise<void> {
  while (await upkeepNext(ctx, new Map()));
}

test('entries that contradict each other stand side by side until somebody lets both be', async () => {
  const own = await app.makeWorkspace()
  const answers = ['A entrega custa R$ 10,00.', 'A entrega custa R$ 25,00.']
  await putEntries(
    own,
    answers.map((answer, i) => ({
      external_id: `frete-${i}`,
      question: 'Quanto custa a entrega?',
      answer,
      language: 'pt',
    })),
  )
  const { browser } = await pages.signIn(own, 'manager')
  const page = await (await browser.get('/console/knowledge/conflicts')).text()
  expect(page).toContain('say different things')
  expect(page).toMatch(/<section[^>]* data-item [\s\S]*aria-keyshortcuts="b"/)
  for (const answer of answers) expect(page).toContain(answer)
  const [, id] = /conflicts\/([^/"]+)\/dismiss/.exec(page)!
  const path = `/console/knowledge/conflicts/${id}/dismiss`
  expect((await browser.post(path, { revision: '9' })).headers.get('location')).toContain('said=stale')
  await browser.post(path, { revision: '1' })
  expect(await (await browser.get('/console/knowledge/conflicts')).text()).toContain('Nothing twice')
  expect(await (await browser.get('/console/knowledge/gaps')).text()).toContain('No known gaps')
  const reader = await pages.signIn(own, 'level_1')
  expect((await reader.browser.post(path, { revision: '1' })).status).toBe(403)
})

test('a form says what it would change before it is saved, and stores nothing', async () => {
  const own = await app.makeWorkspace()
  await openChannel(own, 'draft')
  await decideMessage(app, own, 'Vocês entregam no domingo?')
  const { browser } = await pages.signIn(own, 'manager')
  const always = { ...FIELDS, from: '', until: '' }
  const fresh = await (await browser.post('/console/knowledge/new/preview', always)).text()
  expect(fresh).toContain('gains an answer')
  expect(fresh).toContain('1 of 1 recent questions')
  expect(fresh).toContain('value="Vocês entregam no domingo?"')
  expect(await (await browser.get('/console/knowledge')).text()).toContain('There is no knowledge yet')
  const path = (await browser.post('/console/knowledge/new', always)).headers.get('location')!.split('?')[0]!
  const changed = await browser.post(`${path}/preview`, {
    ...always,
    version: '1',
    answer: 'Sim, até as 18h.',
  })
  expect(await changed.text()).toContain('the answer changes')
  const gone = await browser.post(`${path}/preview`, { is_deleted: 'true' })
  expect(await gone.text()).toContain('loses its answer')
  const faulty = await browser.post(`${path}/preview`, { ...always, version: '1', answer: ' ' })
  expect(await faulty.text()).toContain('is too short or too long')
  const { version } = await getEntry(app.ctx, own.id, 'voces-entregam-no-domingo')
  expect(version).toBe(1)
})

test('whoever saves an entry is told what it contradicts', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'manager')
  const fields = { ...FIELDS, question: 'Quanto custa a entrega?', variants: '', from: '', until: '' }
  await browser.post('/console/knowledge/new', { ...fields, external_id: 'a', answer: 'Custa R$ 10,00.' })
  const saved = await browser.post('/console/knowledge/new', {
    ...fields,
    external_id: 'b',
    answer: 'Custa R$ 25,00.',
  })
  const page = await (await browser.get(saved.headers.get('location')!)).text()
  expect(page).toContain('say different things')
  expect(page).toContain('Custa R$ 10,00.')
})

test('a suggestion is taken in the reader’s words or turned down, once, with the sentence that it comes from', async () => {
  const own = await app.makeWorkspace()
  const made = ['sug_a', 'sug_b'].map((id) => ({
    id: `${id}_${own.id}`,
    workspace_id: own.id,
    kind: 'entry' as const,
    state: 'open' as const,
    source: id,
    language: 'pt' as const,
    question: `Vocês trocam tamanho? ${id}`,
    answer: 'Trocamos em 30 dias.',
    variants: ['dá para trocar?'],
    evidence: [{ thread_id: 'thr_x', reply_id: null, sentence: 'Trocamos em 30 dias, é só trazer.' }],
    created_at: app.ctx.clock(),
  }))
  await app.ctx.db.insert(knowledgeSuggestions).values(made)
  const { browser } = await pages.signIn(own, 'manager')
  const page = await (await browser.get('/console/knowledge/suggestions')).text()
  expect(page).toContain('Trocamos em 30 dias, é só trazer.')
  expect(page).toContain('/console/threads/thr_x')
  expect(page).toMatch(/<form[^>]* data-item [\s\S]*aria-keyshortcuts="a"[\s\S]*aria-keyshortcuts="r"/)
  const [one, two] = made.map(({ id }) => `/console/knowledge/suggestions/${id}`)
  const words = {
    question: 'Posso trocar o tamanho?',
    answer: 'Sim, em 30 dias.',
    variants: 'trocar\n\ntroca?',
  }
  const taken = await browser.post(`${one}/accept`, { revision: '1', ...words })
  expect(taken.headers.get('location')).toContain('said=done')
  expect(await getEntry(app.ctx, own.id, made[0]!.id)).toMatchObject({
    ...words,
    variants: ['trocar', 'troca?'],
  })
  expect((await browser.post(`${one}/reject`, { revision: '1' })).headers.get('location')).toContain(
    'said=stale',
  )
  const reader = await pages.signIn(own, 'level_1')
  expect((await reader.browser.post(`${two}/reject`, { revision: '1' })).status).toBe(403)
  await browser.post(`${two}/reject`, { revision: '1' })
  expect(await (await browser.get('/console/knowledge/suggestions')).text()).toContain('No suggestions now')
})

test('another workspace’s entry and import do not exist, and a reader changes nothing', async () => {
  const own = await app.makeWorkspace()
  await putEntries(own)
  const { id } = await getEntry(app.ctx, own.id, 'horario')
  const foreign = await pages.signIn(await app.makeWorkspace())
  expect((await foreign.browser.get(`/console/knowledge/entries/${id}`)).status).toBe(404)
  expect((await foreign.browser.post(`/console/knowledge/entries/${id}/delete`)).status).toBe(404)
  const reader = await pages.signIn(own, 'level_1')
  expect((await reader.browser.post(`/console/knowledge/entries/${id}/delete`)).status).toBe(403)
  expect((await reader.browser.post(`/console/knowledge/new`, FIELDS)).status).toBe(403)
})

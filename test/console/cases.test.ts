import { afterAll, beforeAll, expect, test } from 'vitest'
import { listOwnCases } from '../../src/evals/workspace/read-own-cases.ts'
import { type Browser, openConsole } from '../support/open-console.ts'
import { putEntries } from '../support/send-message.ts'
import { startTestApp, type TestApp } from '../support/start-test-app.ts'

const PATH = '/console/quality/cases'
const FIELDS = {
  text: 'Vocês abrem <b>no domingo</b>?',
  language: 'pt',
  category: 'faq',
  entry: 'horario',
  says: '9h\n\n13h',
}
let app: TestApp
let pages: ReturnType<typeof openConsole>
beforeAll(async () => {
  app = await startTestApp()
  pages = openConsole(app)
})
afterAll(() => app.close())

const read = async (browser: Browser, path = PATH) => (await browser.get(path)).text()
const list = (workspaceId: string) =>
  listOwnCases(app.ctx, workspaceId, { state: null, before: null, limit: 9 })

async function openShop() {
  const own = await app.makeWorkspace()
  await putEntries(own)
  const [author, other] = [await pages.signIn(own, 'qa'), await pages.signIn(own, 'qa')]
  return { own, author: author.browser, other: other.browser, authorId: author.memberId }
}

test('a case that one person writes counts once another approves it, and never by its author', async () => {
  const { own, author, other, authorId } = await openShop()
  expect(await read(author)).toContain('No case waits for approval')
  const made = await author.post(PATH, FIELDS)
  expect(made.headers.get('location')).toBe(`${PATH}?said=proposed`)
  const [stored] = await list(own.id)
  expect(stored).toMatchObject({
    external_id: 'voces-abrem-b-no-domingo-b',
    state: 'pending',
    created_by: authorId,
    messages: [{ text: FIELDS.text, expected: { category: 'faq', entry: 'horario', says: ['9h', '13h'] } }],
  })
  const approve = `${PATH}/${stored!.id}/approve`
  const waiting = await read(author)
  expect(waiting).toContain('You proposed this case')
  expect(waiting).not.toContain(approve)
  expect(waiting).not.toContain('<b>no domingo')
  const refused = await author.post(approve)
  expect(refused.headers.get('location')).toBe(`${PATH}?said=own`)
  expect(await read(author, `${PATH}?said=own`)).toContain('another person has to decide')
  expect(await read(other)).toMatch(/aria-keyshortcuts="a"[\s\S]*aria-keyshortcuts="r"/)
  expect((await other.post(approve)).headers.get('location')).toBe(`${PATH}?said=approved`)
  expect((await other.post(approve)).headers.get('location')).toBe(`${PATH}?said=decided`)
  expect(await read(other)).toContain('No case waits for approval')
  const approved = await read(other, `${PATH}?state=approved`)
  expect(approved).toContain('Approved by Test qa.')
  expect(approved).toContain('9h, 13h')
})

test('a question that is a case already is refused by its name, and what was typed stays', async () => {
  const { author } = await openShop()
  await author.post(PATH, FIELDS)
  const again = await author.post(PATH, { ...FIELDS, entry: 'envios' })
  expect(again.status).toBe(422)
  const page = await again.text()
  expect(page).toContain('<code>voces-abrem-b-no-domingo-b</code>')
  expect(page).toContain('value="envios"')
})

test.each([
  ['pt-BR', 'não há entrada com este código'],
  ['es', 'no hay ninguna entrada con este código'],
  ['en', 'has no entry with this id'],
])(
  'an entry that does not exist is named at its field in %s, and nothing is stored',
  async (locale, said) => {
    const { own, author } = await openShop()
    const headers = { 'accept-language': locale }
    const refused = await author.post(PATH, { ...FIELDS, entry: 'horarios' }, headers)
    expect(refused.status).toBe(422)
    const page = await refused.text()
    expect(page).toMatch(
      /name="entry" value="horarios"[^>]*aria-invalid="true" aria-describedby="entry-fault"/,
    )
    expect(page).toMatch(new RegExp(`id="entry-fault">[^<]*${said}`))
    expect(await list(own.id)).toEqual([])
    expect((await author.post(PATH, { ...FIELDS, entry: '' })).status).toBe(303)
  },
)

test('cases come in and go out as CSV; of a file at fault every line is named and none is stored', async () => {
  const { own, author, other } = await openShop()
  const head = 'case,language,from,text,category,entry,reply_owed'
  const bad = [
    head,
    'um,pt,customer,Que horas abrem?,faq,horario,',
    'dois,fr,customer,Oi,faq,,',
    'tres,pt,person,Oi,,,',
  ]
  const refused = await author.upload(`${PATH}/import`, 'casos.csv', bad.join('\n'))
  expect(refused.status).toBe(422)
  const page = await refused.text()
  expect(page).toMatch(/>3<\/td><td>language<\/td><td>must be one of: pt, es, en</)
  expect(page).toMatch(/>4<\/td><td>case<\/td><td>the last message must be a customer/)
  expect(await list(own.id)).toEqual([])
  const nothing = await author.upload(`${PATH}/import`, 'casos.csv', 'a,"b')
  expect(await nothing.text()).toContain('the file could not be read')
  const good = [
    head,
    'foto,pt,customer,oi,,,',
    'foto,pt,customer,meu bolo veio amassado,needs_human,none,true',
  ]
  const taken = await author.upload(`${PATH}/import`, 'casos.csv', good.join('\n'))
  expect(taken.headers.get('location')).toBe(`${PATH}?said=proposed`)
  const [{ id } = { id: '' }] = await list(own.id)
  expect((await other.post(`${PATH}/${id}/reject`)).headers.get('location')).toBe(`${PATH}?said=rejected`)
  expect(await read(other, `${PATH}?state=rejected`)).toContain('meu bolo veio amassado')
  const csv = await read(other, `${PATH}.csv`)
  expect(csv).toMatch(/^case,language/)
  expect(csv).toContain('foto,pt,dm,own,customer,meu bolo veio amassado,needs_human,none,true')
})

test('who may not see the quality sees no cases, and nobody decides those of another workspace', async () => {
  const { own, author } = await openShop()
  await author.post(PATH, FIELDS)
  const [{ id } = { id: '' }] = await list(own.id)
  const member = await pages.signIn(own, 'level_1')
  for (const path of [PATH, `${PATH}.csv`]) expect((await member.browser.get(path)).status).toBe(403)
  for (const path of [PATH, `${PATH}/${id}/approve`])
    expect((await member.browser.post(path, FIELDS)).status).toBe(403)
  const stranger = await pages.signIn(await app.makeWorkspace(), 'qa')
  expect((await stranger.browser.post(`${PATH}/${id}/approve`)).status).toBe(404)
  expect(await read(stranger.browser)).not.toContain('no domingo')
})

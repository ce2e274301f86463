import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listPaths } from './list-paths.ts'
import { askAxe, findPlanted } from './look-at-page.ts'
import {
  countDrafts,
  findChromium,
  makeDrafts,
  openSite,
  ownId,
  type Person,
  type Site,
  send,
} from './open-site.ts'
import { plantPayloads } from './plant-payloads.ts'
import { freeDraft, timeTaking } from './time-taking.ts'

const executablePath = findChromium()
/** A machine that is busy with other things takes its time. */
const PATIENT = { timeout: 15_000 }
/** Of so many pages axe looks at one; `.ci/run` has it look at every page. */
const ASKED_OF = Number(process.env.RECADO_AXE_ASKED_OF ?? 12)
const SCAM =
  'Parabéns!! Você ganhou um iPhone, clique em http://bit.ly/premio-gratis e pague só a taxa no pix. Quero falar com um atendente'

describe.skipIf(executablePath === null)('the pages in Chromium', { timeout: 300_000 }, () => {
  let site: Site
  let helena: Person
  let otto: Person

  beforeAll(async () => {
    site = await openSite(executablePath!)
    helena = await site.enter(site.firstLink, 'Helena')
    await site.api('PUT', '/v1/channels/disputa', { kind: 'instagram', mode: 'draft', settle_ms: 0 })
  }, 120_000)
  afterAll(() => site.close())

  test('an admin makes a colleague, whose invitation lets them in', async () => {
    const { page } = helena
    expect(page.url()).toContain('/console/start')
    await page.goto(`${site.address}/console/settings/members`)
    await page.fill('[name=name]', 'Otto')
    await page.fill('[name=email]', 'otto@example.com')
    await page.selectOption('form.card [name=role]', 'admin')
    await page.click('form.card button.primary')
    await page.getByRole('row', { name: /Otto/ }).getByText('Link de acesso').click()
    const link = await page.locator('input.secret').inputValue()
    otto = await site.enter(link, 'Otto')
    expect(otto.page.url()).toContain('/console')
  })

  test('twenty drafts are reviewed by keyboard alone', async () => {
    const { page } = helena
    await makeDrafts(site.api, 'teclado', 22)
    const before = await countDrafts(site.api)
    const decided = await countDecided(site)
    await page.goto(`${site.address}/console/review`)
    for (let i = 0; i < 20; i += 1) {
      const open = await page.locator('#state').getAttribute('data-follow')
      if (i % 5 === 3) {
        await page.keyboard.press('e')
        await page.keyboard.press('End')
        await page.keyboard.type(' Até já!')
        await page.keyboard.press('Control+Enter')
      } else if (i % 5 === 4) {
        await page.keyboard.press('r')
        await page.keyboard.press('1')
      } else await page.keyboard.press('Enter')
      await page.waitForFunction(
        (was) => document.querySelector('#state:not(.htmx-swapping)')?.getAttribute('data-follow') !== was,
        open,
      )
    }
    expect(await countDrafts(site.api)).toBe(before - 20)
    const now = await countDecided(site)
    expect([now.rejected - decided.rejected, now.edited - decided.edited]).toEqual([4, 4])
    await page.keyboard.press('?')
    expect(await page.locator('#keys').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
  })

  test('a draft is corrected, asked for anew, made an entry and a case, each by its key', async () => {
    const { page } = helena
    const path = await freeDraft(site)
    await page.goto(site.address + path)
    await page.keyboard.press('m')
    await page.locator('#case select[name=category]').waitFor()
    await Promise.all([page.waitForURL(/note=case$/), page.locator('#case button.primary').press('Enter')])
    expect((await site.api('GET', '/v1/evals/cases?state=pending')).data).toHaveLength(1)
    await page.keyboard.press('c')
    await page.keyboard.press('Tab')
    await Promise.all([page.waitForURL(/note=corrected$/), page.keyboard.press('Enter')])
    await page.keyboard.press('Escape')
    await Promise.all([page.waitForURL(/knowledge\/new/), page.keyboard.press('f')])
    expect(await page.locator('[name=question]').inputValue()).not.toBe('')
    await page.locator('h1').click()
    await page.keyboard.press('p')
    await page.getByText('perguntas recentes teriam outra resposta').waitFor()
    await page.goto(site.address + path)
    await Promise.all([page.waitForURL(/note=anew$/), page.keyboard.press('a')])
  })

  test('a case is approved by keys alone, and not before somebody stands on it', async () => {
    const { page } = otto
    const waiting = async () => (await site.api('GET', '/v1/evals/cases?state=pending')).data
    await page.goto(`${site.address}/console/quality/cases`)
    await page.keyboard.press('a')
    expect(await page.locator('article:focus').count()).toBe(1)
    expect(await waiting()).toHaveLength(1)
    await Promise.all([page.waitForURL(/said=approved$/), page.keyboard.press('a')])
    expect(await waiting()).toHaveLength(0)
    await page.setViewportSize({ width: 375, height: 740 })
    await page.goto(`${site.address}/console/quality/cases?state=all`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375)
    const open = (await page.locator('.tabs [aria-current]').first().boundingBox())!
    expect(open.x + open.width).toBeLessThanOrEqual(375)
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  test('words that one person proposes go out only once a second person approves them', async () => {
    const { page } = helena
    await page.goto(`${site.address}/console/words/templates/new`)
    await page.fill('[name=name]', ownId('volta_logo'))
    await page.fill('[name=body]', 'Já voltamos a falar com você.')
    await Promise.all([page.waitForURL(/tpl_.*said=done/), page.keyboard.press('Control+Enter')])
    const path = new URL(page.url()).pathname
    await Promise.all([
      page.waitForURL(/said=done/),
      page.getByRole('button', { name: 'Pedir aprovação' }).click(),
    ])
    await page.getByRole('button', { name: 'Aprovar', exact: true }).click()
    await page.getByText('Outra pessoa precisa decidir').waitFor()
    expect(await templateState(site, path)).toBe('submitted')
    await otto.page.goto(site.address + path)
    await otto.page.getByRole('button', { name: 'Aprovar', exact: true }).click()
    await otto.page.waitForURL(/said=done/)
    expect(await templateState(site, path)).toBe('approved')
  })

  test('what one person takes another sees taken within a second, without reloading, and cannot send', async () => {
    // A machine that is busy with other things gets three goes.
    const took: number[] = []
    for (let go = 0; go < 3 && !took.some((ms) => ms < 1000); go += 1)
      took.push(await timeTaking(site, helena, otto))
    expect(Math.min(...took)).toBeLessThan(1000)
    await otto.page.keyboard.press('Enter')
    await otto.page.waitForURL(/note=(lost|stale)/)
    expect(await otto.page.locator('.note.warn').first().isVisible()).toBe(true)
  })

  test('a slash puts a quick reply with the customer’s name where somebody writes', async () => {
    const { page } = helena
    const shortcut = ownId('/zebra')
    const reply = { shortcut, language: 'pt', text: 'Volte sempre, {first_name|amigo}!' }
    await site.api('POST', '/v1/quick-replies', reply)
    await makeDrafts(site.api, 'rapida', 1)
    await page.goto(site.address + (await freeDraft(site)))
    await page.keyboard.press('e')
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' /')
    await page.keyboard.type(shortcut.slice(1))
    await page.locator('#quick-found [role=option]').filter({ hasText: 'Volte sempre' }).waitFor()
    await expect.poll(() => page.locator('#quick-found [role=option]').count(), PATIENT).toBe(1)
    await page.keyboard.press('Enter')
    expect(await page.locator('textarea[name=text]').inputValue()).toMatch(/ Volte sempre, Ana!$/)
  })

  test('what is sent twice by accident is sent once, and what is refused stands in its form again', async () => {
    const { page } = helena
    const form = 'form[action="/console/words/replies"]'
    const text = 'Já conferimos e voltamos a falar.'
    const shortcut = ownId('/conferir')
    for (const said of ['done', 'conflict']) {
      await page.goto(`${site.address}/console/words`)
      await page.fill(`${form} [name=shortcut]`, shortcut)
      await page.fill(`${form} [name=text]`, text)
      await Promise.all([page.waitForURL(`**?said=${said}`), page.dblclick(`${form} button.primary`)])
    }
    expect(await page.locator(`${form} [name=text]`).inputValue()).toBe(text)
    await page.goto(`${site.address}/console/words`)
    expect(await page.locator(`${form} [name=text]`).inputValue()).toBe('')
  })

  test('whoever chooses a password can see it by keyboard, and it is sent covered', async () => {
    const { page } = helena
    await page.goto(`${site.address}/console/account`)
    const field = page.locator('[name=next]')
    await field.fill('uma frase que se vê')
    expect(await field.getAttribute('type')).toBe('password')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    expect(await field.getAttribute('type')).toBe('text')
    await page.evaluate(() =>
      addEventListener('submit', (event) => {
        event.preventDefault()
        const { type } = (event.target as HTMLFormElement).elements.namedItem('next') as HTMLInputElement
        document.title = `${type} ${JSON.stringify({ ...sessionStorage })}`
      }),
    )
    await page.fill('[name=current]', 'a senha de agora')
    await page.keyboard.press('Enter')
    const sent = await page.title()
    expect(sent).toMatch(/^password /)
    expect(sent).not.toMatch(/senha de agora|uma frase/)
  })

  test('what is typed while somebody else changes or takes away the same is not lost', async () => {
    const { page } = helena
    const input = { shortcut: '/mudar', language: 'pt', category: 'geral', text: 'Antes.' }
    const { id } = await site.api('POST', '/v1/quick-replies', input)
    const path = `/v1/quick-replies/${id}`
    const form = page.locator(`form[action="/console/words/replies/${id}"]`)
    const edit = async (text: string) => {
      await page.goto(`${site.address}/console/words`)
      await page.getByText('/mudar').click()
      await form.locator('[name=text]').fill(text)
    }
    const save = (said: string) =>
      Promise.all([page.waitForURL(`**?said=${said}`), form.locator('button.primary').click()])
    await edit('O que eu escrevi.')
    await site.api('PUT', path, { ...input, text: 'De outra pessoa.', category: 'novo' })
    await save('stale')
    expect(await form.locator('[name=text]').inputValue()).toBe('O que eu escrevi.')
    // What only the other person changed is not taken back.
    expect(await form.locator('[name=category]').inputValue()).toBe('novo')
    expect(await page.locator('[data-returned]').isVisible()).toBe(true)
    await edit('Outra coisa que eu escrevi.')
    await site.api('DELETE', path)
    await save('invalid')
    expect(await page.locator('[data-kept] textarea').inputValue()).toBe('Outra coisa que eu escrevi.')
  })

  test('an entry that is deleted while somebody writes gives their words back', async () => {
    const { page } = helena
    const entry = { external_id: 'some', question: 'Isto some?', answer: 'Some.', language: 'pt' }
    await site.api('PUT', '/v1/kb/entries', { entries: [entry] })
    const { data } = await site.api('GET', '/v1/kb/entries?limit=100')
    const { id } = (data as { id: string; external_id: string }[]).find((one) => one.external_id === 'some')!
    await page.goto(`${site.address}/console/knowledge/entries/${id}`)
    await page.fill('[name=answer]', 'Uma resposta longa, que ninguém quer escrever de novo.')
    await site.api('DELETE', `/v1/kb/entries/${id}`)
    await page.click('button.primary')
    await page.locator('[data-kept] textarea').waitFor()
    expect(await page.locator('[data-kept] textarea').inputValue()).toBe(
      'Uma resposta longa, que ninguém quer escrever de novo.',
    )
  })

  test('a draft that is decided while somebody words it anew leaves them their words', async () => {
    const { page } = helena
    await makeDrafts(site.api, 'palavras', 1)
    const path = await freeDraft(site)
    await page.goto(site.address + path)
    await page.locator('textarea[name=text]').fill('Do meu jeito, com calma.')
    await site.api('POST', `/v1/drafts/${path.split('/').at(-1)}/reject`, { reason: 'other' })
    await page.locator('[data-kept] textarea').waitFor()
    expect(await page.locator('[data-kept] textarea').inputValue()).toBe('Do meu jeito, com calma.')
  })

  test('a page that lost the server comes back by itself, with what happened meanwhile', async () => {
    const { page } = helena
    await page.route('**/console/live?*', (route) => route.fulfill({ status: 502 }), { times: 1 })
    await page.goto(`${site.address}/console/review`)
    await page.locator('[data-offline]').waitFor()
    const before = await page.locator('#queue .item').count()
    await makeDrafts(site.api, 'religar', 1)
    await page.locator('[data-offline][hidden]').waitFor({ state: 'attached' })
    await expect.poll(() => page.locator('#queue .item').count(), PATIENT).toBe(before + 1)
  })

  test('whoever took a thread answers it from its page', async () => {
    const { page } = helena
    const id = ownId('quer-gente')
    const { thread_id } = await send(site.api, 'disputa', id, 'Quero falar com um atendente, por favor')
    await page.goto(`${site.address}/console/board`)
    await page.click(`a[href="/console/threads/${thread_id}"]`)
    await page.waitForURL(/\/threads\//)
    await page.keyboard.press('t')
    await page.waitForURL(/said=done/)
    await page.keyboard.press('e')
    await page.keyboard.type('Oi! Já vejo')
    // The customer writes on meanwhile: that shows at once, and what is being typed goes on where it was.
    const same = { thread: { external_id: id }, contact: { external_id: id } }
    await send(site.api, 'disputa', `${id}-2`, 'Vocês estão aí?', same)
    await page.locator('.talk').getByText('Vocês estão aí?').waitFor()
    await page.keyboard.type(' isso para você.')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/said=done/)
    await page.getByText('Oi! Já vejo isso para você.').first().waitFor()
    expect(await site.api('GET', `/v1/threads/${thread_id}`)).toMatchObject({
      status: 'waiting_for_customer',
    })
  })

  test('a card that is dragged into a column makes the move that the column stands for', async () => {
    const { page } = otto
    const id = ownId('arrasta')
    const { thread_id } = await send(site.api, 'disputa', id, 'Quero falar com um atendente, de novo')
    await page.goto(`${site.address}/console/board`)
    await page.dragAndDrop(`a[href="/console/threads/${thread_id}"]`, '[data-drop="claim"]')
    await page.waitForURL(/board\?said=done/)
    expect(await site.api('GET', `/v1/threads/${thread_id}`)).toMatchObject({ status: 'assigned' })
  })

  test('anything is found by ctrl+k: a page, a thread by its customer, an entry', async () => {
    const { page } = otto
    await page.goto(`${site.address}/console/board`)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Ana Paula')
    await page.locator('#found').getByText('Ana Paula').first().waitFor()
    await page.locator('dialog.finder input').fill('horário de funcionamento')
    await page.locator('#found').getByText('horário de funcionamento').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/knowledge\/entries\//)
  })

  test('a file goes in with progress, and its bad rows say why', async () => {
    const { page } = helena
    const rows = Array.from({ length: 150 }, (_, i) => `Pergunta número ${i}?,Resposta número ${i}.`)
    const csv = ['pergunta,resposta', ...rows, 'Sem resposta?,', 'Uma,duas,três,quatro'].join('\n')
    await page.goto(`${site.address}/console/knowledge/imports`)
    const file = {
      name: 'perguntas<img src=x onerror=alert(1)>.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(csv),
    }
    await page.setInputFiles('[type=file]', file)
    await page.click('button.primary')
    await page.getByText('152 de 152 linhas').waitFor({ timeout: 30_000 })
    expect(await page.locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/152\s+answer\s+(?:falta|tem tamanho)/),
      expect.stringMatching(/153\s+—\s+tem colunas a mais/),
    ])
    await page.goto(`${site.address}/console/knowledge?q=resposta+número+77`)
    await page.getByText('Resposta número 77.').first().waitFor()
  })

  test('a held message is kept away in one key, and its appeal is decided by somebody else', async () => {
    const { page } = helena
    const { message_id } = await send(site.api, 'disputa', ownId('golpe'), SCAM)
    await page.goto(`${site.address}/console/moderation`)
    await page.keyboard.press('x')
    expect(await page.locator('.reveal input').isChecked()).toBe(true)
    await page.keyboard.press('f')
    await page.locator('.empty').waitFor()
    await site.api('POST', '/v1/appeals', { message_id, statement: 'Não é golpe.' })
    await page.goto(`${site.address}/console/moderation/appeals`)
    await decideAppeal(page)
    await page.waitForURL(/\?own/)
    await otto.page.goto(`${site.address}/console/moderation/appeals`)
    await decideAppeal(otto.page)
    await otto.page.locator('.empty').waitFor()
    expect((await site.api('GET', '/v1/appeals?state=reversed')).data).toHaveLength(1)
  })

  test('how much may be wrong is set by a slider, which says what it costs before it holds', async () => {
    const { page } = helena
    await page.goto(`${site.address}/console/settings/answers`)
    const said = page.locator('#risk [role=status]')
    const before = await said.innerText()
    await page.locator('[type=range]').focus()
    await Promise.all([page.waitForResponse(/risk=15/), page.locator('[type=range]').fill('15')])
    await expect.poll(() => said.innerText(), PATIENT).not.toBe(before)
    expect(await said.innerText()).toContain('15%')
    await page.getByText('Testar nos últimos 30 dias').click()
    await page.getByText(/\d+ de \d+ decisões teriam sido outras/).waitFor()
    await page.getByText('Usar esta taxa').click()
    await page.waitForURL(/said=done/)
    expect(await site.api('GET', '/v1/confidence')).toMatchObject({ risk: 0.15 })
  })

  test('the language changes with one choice, on every page', async () => {
    const { page } = helena
    await page.goto(`${site.address}/console/review`)
    for (const [tag, lang, title] of [
      ['es', 'es', 'Revisión'],
      ['en', 'en', 'Review'],
      ['pt', 'pt-BR', 'Revisão'],
    ] as const) {
      await page.locator('details.person summary').click()
      await Promise.all([page.waitForEvent('load'), page.selectOption('[name=language]', tag)])
      expect(await page.locator('html').getAttribute('lang')).toBe(lang)
      expect(await page.locator('h1').innerText()).toBe(title)
    }
  })

  test('no page runs, loads or adds anything that somebody planted, and none has a serious fault for axe', async () => {
    await plantPayloads(site.api)
    const { page, complaints } = helena
    await page.context().addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`Content Security Policy: ${violatedDirective} ${blockedURI}`),
      )
    })
    const paths = await listPaths(site, page)
    const pages = [page, ...(await Promise.all([0, 1].map(() => page.context().newPage())))]
    const faults: string[] = []
    await Promise.all(
      pages.map(async (tab) => {
        for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
          const isAsked = paths.length % ASKED_OF === 0
          await tab.goto(site.address + path)
          const found = [...(await findPlanted(tab)), ...(isAsked ? await askAxe(tab) : [])]
          faults.push(...found.map((fault) => `${path}: ${fault}`))
        }
      }),
    )
    expect(faults).toEqual([])
    expect([...complaints, ...otto.complaints]).toEqual([])
  })
})

async function countDecided({ api }: Site): Promise<{ rejected: number; edited: number }> {
  const drafts = (await api('GET', '/v1/drafts?limit=100')).data as { state: string; text: string }[]
  return {
    rejected: drafts.filter(({ state }) => state === 'rejected').length,
    edited: drafts.filter(({ text }) => text.includes('Até já!')).length,
  }
}

async function templateState({ api }: Site, path: string): Promise<unknown> {
  const { latest } = await api('GET', `/v1/templates/${path.split('/').at(-1)}`)
  return (latest as { state: unknown }).state
}

async function decideAppeal(page: Page): Promise<void> {
  await page.fill('[name=reason]', 'Revisto.')
  await page.click('[value=reversed]')
}

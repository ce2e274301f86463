import type { Page } from 'playwright-core'
import { PAGES } from '../../src/console/list-pages.ts'
import { REPORT_PLANS } from '../../src/console/reports/report-plans.ts'
import { SETTINGS_PARTS } from '../../src/console/settings/draw-settings.ts'
import { RULE_STORES } from '../../src/console/settings/rule-documents.ts'
import type { Site } from './open-site.ts'
import { PAYLOADS } from './plant-payloads.ts'

const asked = encodeURIComponent(PAYLOADS[1]!)

/** Every page, with one of each of those that show something by its id. */
export async function listPaths({ address, api }: Site, page: Page): Promise<string[]> {
  const first = async (list: string, link: string) => {
    await page.goto(address + list)
    const found = await page
      .locator(`main a[href^="${link}"]`)
      .evaluateAll((links) => links.map((one) => one.getAttribute('href') ?? ''))
    // The newest stand first or last; each is one that was planted.
    return [found[0], found.at(-1)].filter((href) => href !== undefined)
  }
  const { data } = await api('POST', '/v1/webhook-endpoints', {
    url: 'https://8.8.8.8/hook',
    events: [],
  }).then(() => api('GET', '/v1/webhook-endpoints'))
  const [endpoint] = data as { id: string }[]
  const runs = await evalPaths(address, api)
  const found = [
    ...(await first('/console/review', '/console/review/')),
    ...(await first('/console/moderation', '/console/moderation/')),
    ...(await first('/console/board', '/console/threads/')),
    ...(await first(`/console/knowledge?q=${asked}`, '/console/knowledge/entries/')),
    ...(await first('/console/knowledge/imports', '/console/knowledge/imports/')),
    ...(await first('/console/words/templates', '/console/words/templates/tpl_')),
    ...(await first('/console/settings/rules', '/console/settings/rules/')),
  ]
  return [
    ...PAGES.map(({ path }) => path),
    ...SETTINGS_PARTS.map(([part]) => `/console/settings/${part}`),
    ...Object.keys(REPORT_PLANS).map((name) => `/console/reports/${name}?by=channel`),
    '/console/reports/desk?by=member',
    '/console/reports/volumes?by=queue',
    ...Object.keys(RULE_STORES)
      .filter((kind) => ['routing', 'replies', 'moderation'].includes(kind))
      .map((kind) => `/console/settings/rules/${kind}/current?try=${asked}`),
    `/console/settings/webhooks/${endpoint!.id}`,
    '/console/settings/rules/calendar/new',
    '/console/moderation/appeals',
    `/console/knowledge?q=${asked}`,
    '/console/knowledge/new',
    '/console/knowledge/gaps',
    '/console/knowledge/suggestions',
    '/console/quality/samples',
    '/console/quality/cases?state=all',
    ...runs,
    '/console/quality/agreement',
    '/console/words/templates',
    '/console/words/templates/new?ready=0',
    '/console/knowledge/conflicts',
    `/console/playground?text=${asked}`,
    `/console/settings/audit?action=${asked}`,
    '/console/account',
    '/console/sign-in',
    '/console/nothing-here',
    ...new Set(found),
  ]
}

/** The pages of evaluation runs, with one of a planted case that went wrong. */
async function evalPaths(address: string, api: Site['api']): Promise<string[]> {
  const path = '/console/quality/evals'
  const message = { text: PAYLOADS[2]!, expected: { category: 'faq', entry: 'none-such' } }
  const tags = { language: 'pt', family: 'planted' }
  const made = await api('POST', '/v1/evals/cases', { external_id: PAYLOADS[1]!, messages: [message], tags })
  const { id: member_id } = await api('POST', '/v1/members', { name: 'Rui', role: 'admin' })
  const { key } = await api('POST', '/v1/api-keys', { name: 'Rui', scopes: ['*'], member_id })
  const headers = { authorization: `Bearer ${key}` }
  await fetch(`${address}/v1/evals/cases/${made.id}/approve`, { method: 'POST', headers })
  const { id } = await api('POST', '/v1/evals/runs', { suites: ['classification', 'drafting'] })
  for (let state: unknown; state !== 'done'; ) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    state = (await api('GET', `/v1/evals/runs/${id}`)).state
    if (state === 'failed') throw new Error('the run of the planted case failed')
  }
  return [path, `${path}/${id}`, `${path}/compare?before=${id}&after=${id}`]
}

import { expect, test } from 'vitest'
import type { Conflict } from '../../src/domain/knowledge-conflict.ts'
import type { Gap } from '../../src/domain/knowledge-gap.ts'
import { refreshGaps } from '../../src/upkeep/refresh-gaps.ts'
import { decideMessage, openChannel } from '../support/send-message.ts'
import { type ForeignCase, given, type RouteCase, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const entry = (external_id: string, question: string, answer: string) => ({
  external_id,
  question,
  answer,
  language: 'en',
})
const SEVEN = entry('returns', 'What is the return period?', 'You can return within 7 days.')
const THIRTY = entry('returns-faq', 'How long do I have to return an item?', 'Within 30 days.')

async function save(own: RouteCase['own'], ...entries: unknown[]): Promise<Conflict[]> {
  const response = await own.request('PUT', '/v1/kb/entries', { entries })
  return ((await expectDocumented('PUT /v1/kb/entries', response)) as { conflicts: Conflict[] }).conflicts
}

async function list(own: RouteCase['own'], query = ''): Promise<Conflict[]> {
  const response = await own.request('GET', `/v1/kb/conflicts${query}`)
  return ((await expectDocumented('GET /v1/kb/conflicts', response)) as { data: Conflict[] }).data
}

testRoute('GET /v1/kb/conflicts', {
  happy: async ({ own }) => {
    expect(await save(own, SEVEN, entry('hours', 'When are you open?', '9 am to 5 pm.'))).toEqual([])
    const [found] = await save(own, THIRTY)
    expect(found).toMatchObject({ kind: 'contradiction', differs: ['duration'], state: 'open', revision: 1 })
    expect(found!.entries.map((one) => one.external_id).sort()).toEqual(['returns', 'returns-faq'])
    expect(await list(own)).toEqual([found])
    const events = await (await own.request('GET', '/v1/events?limit=100')).text()
    expect(events.match(/kb\.conflict_found/gu)).toHaveLength(1)
    // Once both say the same, they are only one entry too many; once one is gone, nothing is left.
    const [agreed] = await save(own, { ...SEVEN, answer: 'You can return within 30 days.' })
    expect(agreed).toMatchObject({ id: found!.id, kind: 'duplicate', differs: [] })
    await own.request('DELETE', '/v1/kb/entries/returns')
    expect(await list(own)).toEqual([])
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/kb/conflicts?state=unknown')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/kb/conflicts', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await save(own, SEVEN)
    // Another workspace's entries are no neighbours.
    expect(await save(foreign, THIRTY)).toEqual([])
    await save(own, THIRTY)
    expect(await list(foreign)).toEqual([])
  },
})

const DISMISS = 'POST /v1/kb/conflicts/{id}/dismiss'

testRoute('POST /v1/kb/conflicts/{id}/dismiss', {
  happy: async ({ own }) => {
    const [found] = await save(own, SEVEN, THIRTY)
    const response = await own.request('POST', `/v1/kb/conflicts/${found!.id}/dismiss`)
    expect(response.headers.get('etag')).toBe('"2"')
    expect(await expectDocumented(DISMISS, response)).toMatchObject({ state: 'dismissed' })
    expect(await list(own)).toEqual([])
    expect(await list(own, '?state=dismissed')).toHaveLength(1)
    const audit = await (await own.request('GET', '/v1/audit-events')).text()
    expect(audit).toContain('kb.conflict_dismissed')
    // An edit that leaves the difference as it was does not bring it back; a new difference does.
    expect(await save(own, { ...SEVEN, answer: 'You have 7 days to return.' })).toEqual([])
    const worse = { ...SEVEN, answer: 'You can return within 7 days for $5.' }
    await save(own, { ...THIRTY, answer: 'Within 30 days, for $9.' })
    expect(await save(own, worse)).toMatchObject([{ differs: ['duration', 'price'] }])
  },
  invalid: async ({ own }) => {
    const [found] = await save(own, SEVEN, THIRTY)
    const stale = await own.request('POST', `/v1/kb/conflicts/${found!.id}/dismiss`, undefined, {
      'if-match': '"7"',
    })
    expect(stale.status).toBe(412)
    await expectDocumented(DISMISS, stale)
    expect((await own.request('POST', '/v1/kb/conflicts/unknown/dismiss')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const [found] = await save(own, SEVEN, THIRTY)
    const response = await foreign.request('POST', `/v1/kb/conflicts/${found!.id}/dismiss`)
    expect(response.status).toBe(404)
    await expectDocumented(DISMISS, response)
    expect(await list(own)).toHaveLength(1)
  },
})

test('who only reads dismisses nothing', async () => {
  const { own } = await given()
  const [found] = await save(own, SEVEN, THIRTY)
  const member = await own.makeMember('level_2')
  const response = await member.request('POST', `/v1/kb/conflicts/${found!.id}/dismiss`)
  expect(response.status).toBe(403)
})

const UNANSWERED = [
  'Vendem aquário com entrega no CEP 01310-100?',
  'Tem aquário grande aí?',
  'Qual aquário vocês têm para peixe?',
]

/** Three people ask about aquariums, of which the knowledge says nothing; an hour later the upkeep looks. */
async function makeGap({ app, own }: Pick<RouteCase, 'app' | 'own'>): Promise<Gap> {
  await openChannel(own)
  for (const text of UNANSWERED) await decideMessage(app, own, text)
  const clock = () => new Date(Date.now() + 3_600_000)
  await refreshGaps({ ...app.ctx, clock }, own.id)
  const [gap] = await listGaps(own)
  return gap!
}

async function listGaps(own: RouteCase['own'], query = ''): Promise<Gap[]> {
  const response = await own.request('GET', `/v1/kb/gaps${query}`)
  return ((await expectDocumented('GET /v1/kb/gaps', response)) as { data: Gap[] }).data
}

testRoute('GET /v1/kb/gaps', {
  happy: async ({ app, own }) => {
    const gap = await makeGap({ app, own })
    expect(gap).toMatchObject({ language: 'pt', state: 'open', questions: 3, contacts: 3, last_7_days: 3 })
    expect(gap.examples).toHaveLength(3)
    expect(JSON.stringify(gap)).not.toContain('01310')
    expect(JSON.stringify(gap)).toContain('[CEP_1]')
    const events = await (await own.request('GET', '/v1/events?limit=100')).text()
    expect(events.match(/kb\.gap_detected/gu)).toHaveLength(1)
    const page = await own.request('GET', '/v1/kb/gaps?limit=1')
    expect(await page.json()).toMatchObject({ next_cursor: null })
  },
  invalid: async ({ own }) => {
    const foreign = ['gap_1', '99999999999 gap_1', '3 '].map(
      (position) => `?cursor=${Buffer.from(position).toString('base64url')}`,
    )
    for (const query of ['?state=unknown', '?cursor=!', ...foreign]) {
      const response = await own.request('GET', `/v1/kb/gaps${query}`)
      expect(response.status).toBe(422)
      await expectDocumented('GET /v1/kb/gaps', response)
    }
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await makeGap({ app, own })
    expect(await listGaps(foreign)).toEqual([])
  },
})

testRoute('GET /v1/kb/gaps/{id}', {
  happy: async ({ app, own }) => {
    const gap = await makeGap({ app, own })
    const response = await own.request('GET', `/v1/kb/gaps/${gap.id}`)
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('GET /v1/kb/gaps/{id}', response)).toEqual(gap)
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/kb/gaps/unknown')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/kb/gaps/{id}', response)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const gap = await makeGap({ app, own })
    expect((await foreign.request('GET', `/v1/kb/gaps/${gap.id}`)).status).toBe(404)
  },
})

testRoute('POST /v1/kb/gaps/refresh', {
  happy: async ({ app, own }) => {
    const first = await own.request('POST', '/v1/kb/gaps/refresh')
    expect(first.status).toBe(202)
    expect(await expectDocumented('POST /v1/kb/gaps/refresh', first)).toEqual({ refreshed_at: null })
    await refreshGaps(app.ctx, own.id)
    const again = await own.request('POST', '/v1/kb/gaps/refresh')
    expect(await again.json()).toEqual({ refreshed_at: expect.any(String) })
  },
  invalid: async ({ own }) => {
    const reader = await own.makeMember('level_1')
    const response = await reader.request('POST', '/v1/kb/gaps/refresh')
    expect(response.status).toBe(403)
    await expectDocumented('POST /v1/kb/gaps/refresh', response)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await refreshGaps(app.ctx, own.id)
    expect(await (await foreign.request('POST', '/v1/kb/gaps/refresh')).json()).toEqual({
      refreshed_at: null,
    })
  },
})

for (const name of ['dismiss', 'reopen'] as const) {
  const operation = `POST /v1/kb/gaps/{id}/${name}`
  const cases = {
    happy: async ({ app, own }: RouteCase) => {
      const gap = await makeGap({ app, own })
      await own.request('POST', `/v1/kb/gaps/${gap.id}/dismiss`)
      const response = await own.request('POST', `/v1/kb/gaps/${gap.id}/${name}`)
      const state = name === 'dismiss' ? 'dismissed' : 'open'
      expect(await expectDocumented(operation, response)).toMatchObject({ id: gap.id, state })
      // Whatever is asked later, it stays as a person said.
      await decideMessage(app, own, 'E aquário pequeno, vocês têm?')
      await refreshGaps({ ...app.ctx, clock: () => new Date(Date.now() + 3_600_000) }, own.id)
      expect(await listGaps(own, `?state=${state}`)).toMatchObject([{ id: gap.id, questions: 4 }])
      const audit = await (await own.request('GET', '/v1/audit-events')).text()
      expect(audit).toContain(name === 'dismiss' ? 'kb.gap_dismissed' : 'kb.gap_reopened')
    },
    invalid: async ({ app, own }: RouteCase) => {
      const gap = await makeGap({ app, own })
      const headers = { 'if-match': '"7"' }
      const stale = await own.request('POST', `/v1/kb/gaps/${gap.id}/${name}`, undefined, headers)
      expect(stale.status).toBe(412)
      await expectDocumented(operation, stale)
      expect((await own.request('POST', `/v1/kb/gaps/unknown/${name}`)).status).toBe(404)
      const reader = await own.makeMember('level_2')
      expect((await reader.request('POST', `/v1/kb/gaps/${gap.id}/${name}`)).status).toBe(403)
    },
    foreignWorkspace: async ({ app, own, foreign }: ForeignCase) => {
      const gap = await makeGap({ app, own })
      expect((await foreign.request('POST', `/v1/kb/gaps/${gap.id}/${name}`)).status).toBe(404)
    },
  }
  // Named one by one, so that scripts/check-routes.ts finds them.
  if (name === 'dismiss') testRoute('POST /v1/kb/gaps/{id}/dismiss', cases)
  else testRoute('POST /v1/kb/gaps/{id}/reopen', cases)
}

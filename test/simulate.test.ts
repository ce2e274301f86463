import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareReports } from '../bench/simulation/compare-reports.ts'
import { BEGIN, liveThrough } from '../bench/simulation/live-through.ts'
import { endings } from '../bench/simulation/recount.ts'
import { startTestApp, type TestApp } from './support/start-test-app.ts'

/** CONTRIBUTING.md says how to simulate a day of 2,000. */
const MESSAGES = Number(process.env.RECADO_SIMULATED_MESSAGES ?? 60)

let app: TestApp
let now = BEGIN
beforeAll(async () => {
  app = await startTestApp({ clock: () => now })
})
afterAll(() => app.close())

test(`the reports of a day of ${MESSAGES} messages equal a recount in SQL, and every message has an ending`, {
  timeout: 600_000,
}, async () => {
  const plan = { messages: MESSAGES, days: 1, seed: 1, workers: app.database.kind === 'pglite' ? 1 : 4 }
  const setNow = (at: Date) => {
    now = at
  }
  const workspaceId = await liveThrough(app.ctx, setNow, plan, () => {})
  const to = new Date(BEGIN.getTime() + 86_400_000)
  const compared = await compareReports(app.ctx, workspaceId, { from: BEGIN, to })
  expect(compared.filter((row) => !row.isSame)).toEqual([])
  const figures = Object.fromEntries(compared.map(({ name, report }) => [name, report]))
  expect(figures.inbound).toBe(MESSAGES)
  for (const name of ['replies', 'resolved', 'claimed', 'proposed']) expect(figures[name]).toBeGreaterThan(0)
  const ended = await endings(app.ctx, workspaceId, to)
  expect(ended.reduce((sum, { messages }) => sum + messages, 0)).toBe(MESSAGES)
  expect(ended.map(({ ending }) => ending)).not.toContain('unknown')
})

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { makeDrafts, type Person, type Site } from './open-site.ts'

/** How long after one person took a draft's thread another's open page shows it, in milliseconds. */
export async function timeTaking(site: Site, taker: Person, watcher: Person): Promise<number> {
  await makeDrafts(site.api, `disputa-${performance.now()}`, 1)
  const path = await freeDraft(site)
  // Both pages must be listening before anything happens.
  await Promise.all([taker, watcher].map(({ page }) => openListening(page, site.address + path)))
  const version = await watcher.page.locator('#state').getAttribute('data-version')
  await watcher.page.evaluate(() => document.documentElement.setAttribute('data-unloaded', 'no'))
  await taker.page.keyboard.press('t')
  const startedAt = performance.now()
  await watcher.page.waitForFunction(
    (was) => document.querySelector('#state')?.getAttribute('data-version') !== was,
    version,
    { polling: 20 },
  )
  const took = performance.now() - startedAt
  // A page that was loaded anew would have lost it.
  expect(await watcher.page.locator('html').getAttribute('data-unloaded')).toBe('no')
  return took
}

/** Opens a page, and waits until the server has begun to tell it what happens. */
async function openListening(page: Page, url: string): Promise<void> {
  await Promise.all([page.waitForResponse(/\/console\/live\?/), page.goto(url)])
}

/** The page of the newest draft, whose thread nobody took yet. */
export async function freeDraft({ api }: Site): Promise<string> {
  const { data } = await api('GET', '/v1/drafts?state=pending_review&limit=1')
  return `/console/review/${(data as { id: string }[])[0]!.id}`
}

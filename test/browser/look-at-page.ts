import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Rules whose outcome hangs on the colours. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block']
/** What a list repeats is one template's: its first rows stand for the others. */
const REPEATED = ['li:nth-child(n+7)', 'tbody > tr:nth-child(n+7)', 'option:nth-child(n+7)']

/** What axe has against a page: by every rule in the dark theme, by those of colour in the light one too. */
export async function askAxe(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' })
  const faults = await findBarriers(page, null)
  await page.emulateMedia({ colorScheme: 'light' })
  return [...faults, ...(await findBarriers(page, RULES_OF_COLOUR))]
}

/** What stands on a page that none of its templates put there. */
export function findPlanted(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const strange =
      'planted-x, iframe, object, embed, base, math, style, video, template, noscript, [onerror], [onload], [onfocus], [ontoggle], [href^="javascript:"], [style], meta[http-equiv]'
    const found = [...document.querySelectorAll(strange)].map((element) => element.outerHTML.slice(0, 100))
    const scripts = document.querySelectorAll('script').length
    return scripts === 2 ? found : [...found, `${scripts} scripts`]
  })
}

/** What axe finds that keeps people out, by all of its rules or by some. */
async function findBarriers(page: Page, rules: string[] | null): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(
    async ([only, exclude]) => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(
        { exclude },
        { resultTypes: ['violations'], ...(only === null ? {} : { runOnly: only }) },
      )
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }) =>
            `${id} ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary?.slice(0, 200)}`,
        )
    },
    [rules, REPEATED] as const,
  )
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pixelmatch from 'pixelmatch'
import { type BrowserContext, chromium } from 'playwright-core'
import { PNG } from 'pngjs'
import { findChromium } from '../test/browser/open-site.ts'
import { openShowcase } from './showcase/open-showcase.ts'

/**
 * `npm run screenshots` makes the README's pictures of the pages anew: the same shop at the same instant, so that a picture
 * changes only where a page did. With `--check` it writes nothing and ends with 1 where one differs.
 */
const FOLDER = join(import.meta.dirname, '../docs/screenshots')
const SIZE = { width: 1280, height: 800 }
/** So much of a picture may differ, as fonts are drawn a little differently elsewhere. */
const MOST_CHANGED = 0.001

const PICTURES = [
  { name: 'review', path: '/console/review', colorScheme: 'light' },
  { name: 'moderation', path: '/console/moderation', colorScheme: 'light' },
  { name: 'board', path: '/console/board', colorScheme: 'dark' },
  { name: 'knowledge', path: '/console/knowledge?q=voc%C3%AAs+entregam+no+domingo', colorScheme: 'light' },
  { name: 'reports', path: '/console/reports', colorScheme: 'light' },
  { name: 'settings', path: '/console/settings/answers?risk=15', colorScheme: 'dark' },
] as const

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const executablePath = findChromium()
if (executablePath === null) {
  process.stdout.write('screenshots: there is no Chromium here, so none were made or compared\n')
  process.exit(0)
}
const showcase = await openShowcase()
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--font-render-hinting=none'],
})
let different = 0
try {
  mkdirSync(FOLDER, { recursive: true })
  const context = await browser.newContext({ locale: 'pt-BR', viewport: SIZE, reducedMotion: 'reduce' })
  await signIn(context, showcase.firstLink)
  for (const { name, path, colorScheme } of PICTURES) {
    const taken = await takePicture(context, showcase.address + path, colorScheme)
    const file = join(FOLDER, `${name}.png`)
    const changed = existsSync(file) ? shareChanged(readFileSync(file), taken) : 1
    const isDifferent = changed > MOST_CHANGED
    if (isDifferent) different += 1
    if (isDifferent && !values.check) writeFileSync(file, taken)
    process.stdout.write(
      `${name}: ${(changed * 100).toFixed(2)}% changed${isDifferent && !values.check ? ', written anew' : ''}\n`,
    )
  }
} finally {
  await browser.close()
  await showcase.stop()
}
if (values.check && different > 0) {
  process.stdout.write(`screenshots: ${different} differ; run npm run screenshots and commit them\n`)
  process.exitCode = 1
}

async function signIn(context: BrowserContext, link: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(link)
  await page.fill('[name=name]', 'Helena Prado')
  await page.fill('[name=email]', 'helena@example.com')
  await page.fill('[name=password]', 'uma frase bem comprida')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/console\/(?!welcome)/)
  await page.close()
}

async function takePicture(
  context: BrowserContext,
  url: string,
  colorScheme: 'light' | 'dark',
): Promise<Buffer> {
  const page = await context.newPage()
  await page.emulateMedia({ colorScheme })
  await page.goto(url)
  await page.evaluate(() => document.fonts.ready)
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  await page.close()
  return taken
}

function shareChanged(before: Buffer, after: Buffer): number {
  const [a, b] = [PNG.sync.read(before), PNG.sync.read(after)]
  if (a.width !== b.width || a.height !== b.height) return 1
  return pixelmatch(a.data, b.data, undefined, a.width, a.height, { threshold: 0.1 }) / (a.width * a.height)
}

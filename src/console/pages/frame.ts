import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import { detectLanguage } from '../../classifier/detect-language.ts'
import type { Context } from '../../context.ts'
import { findThreads } from '../../desk/find-threads.ts'
import { Language } from '../../domain/language.ts'
import { cleanText } from '../../domain/text.ts'
import { forWorkspace } from '../../inference/for-workspace.ts'
import { searchPassages } from '../../knowledge/search-passages.ts'
import { readFirstSteps } from '../../reports/read-first-steps.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import { listPages } from '../list-pages.ts'
import { keepPreference, THEMES } from '../read-preferences.ts'
import { boardWords } from '../words/board.ts'
import { frameWords } from '../words/frame.ts'

/** From so many letters on more than pages are looked for. */
const LEAST_ASKED = 3
const FOUND = 4

type FinderContext = Pick<Context, 'db' | 'clock' | 'models' | 'candidates'>

/** The start, the finder, and what a visitor prefers. */
export function framePages(ctx: FinderContext) {
  return new Hono<ConsoleEnv>()
    .get('/console', async (c) => {
      const visit = c.get('visit')
      // Nothing came yet: whoever sets things up begins at the beginning.
      const isNew =
        hasScope(visit.scopes, 'channels:write') &&
        !(await readFirstSteps(ctx, visit.caller.workspaceId)).hasMessage
      const home = isNew ? '/console/start' : (listPages(visit)[0]?.path ?? '/console/account')
      return c.redirect(home, 303)
    })
    .get('/console/find', (c) => find(ctx, c))
    .post('/console/preferences', async (c) => {
      const form = await c.req.formData()
      const language = Language.safeParse(form.get('language'))
      if (language.success) keepPreference(c, 'language', language.data)
      const theme = THEMES.find((known) => known === form.get('theme'))
      if (theme !== undefined) keepPreference(c, 'theme', theme)
      const workspace = c.get('visit').workspaces.find((one) => one.id === form.get('workspace'))
      // What is open belongs to the workspace that is left.
      if (workspace !== undefined) {
        keepPreference(c, 'workspace', workspace.id)
        return c.redirect('/console', 303)
      }
      return c.redirect(pathOf(c.req.header('referer')), 303)
    })
}

/** Pages, entries and threads that fit what was typed, for whoever may see them. */
async function find(ctx: FinderContext, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  const words = frameWords[visit.language]
  const asked = cleanText(c.req.query('q') ?? '')
    .trim()
    .slice(0, 200)
  const pages = listPages(visit)
    .filter((page) => words.pages[page.name].toLocaleLowerCase().includes(asked.toLocaleLowerCase()))
    .map(({ name, path, icon }) => ({ path, icon, text: words.pages[name] }))
  const isLong = asked.length >= LEAST_ASKED
  const found = [
    ...pages,
    ...(isLong && hasScope(visit.scopes, 'threads:read') ? await foundThreads(ctx, visit, asked) : []),
    ...(isLong && hasScope(visit.scopes, 'kb:read') ? await foundEntries(ctx, visit, asked) : []),
  ]
  if (found.length === 0) return c.html(html`<p class="hint">${words.nothingFound}</p>`)
  return c.html(
    html`${found.map(
      (
        { path, icon, text },
        at,
      ) => html`<a role="option" aria-selected="${at === 0 ? 'true' : 'false'}" href="${path}">
        ${drawIcon(icon)}${text}</a>`,
    )}`,
  )
}

async function foundThreads(ctx: FinderContext, visit: Visit, asked: string) {
  const rows = await findThreads(ctx, visit.caller.workspaceId, asked, FOUND)
  const { statuses } = boardWords[visit.language]
  return rows.map(({ id, contactName, status }) => ({
    path: `/console/threads/${id}`,
    icon: 'message-circle',
    text: `${contactName ?? id} · ${statuses[status]}`,
  }))
}

async function foundEntries(ctx: FinderContext, visit: Visit, asked: string) {
  const language = detectLanguage(asked, null).tag
  const { workspaceId } = visit.caller
  const own = await forWorkspace(ctx, workspaceId)
  const [passages] = await searchPassages(own, workspaceId, [{ text: asked, language, limit: FOUND }])
  return passages!.map(({ entry }) => ({
    path: `/console/knowledge/entries/${entry.id}`,
    icon: 'book-open',
    text: entry.question,
  }))
}

/** The page that the visitor came from; only its path, so that no other site can be meant. */
function pathOf(referer: string | undefined): string {
  const { pathname, search } = URL.parse(referer ?? '') ?? { pathname: '', search: '' }
  return pathname.startsWith('/console/') ? pathname + search : '/console'
}

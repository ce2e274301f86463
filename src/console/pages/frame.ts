import { Hono } from 'hono'
import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { Language } from '../../domain/language.ts'
import { readFirstSteps } from '../../reports/read-first-steps.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import { listPages } from '../list-pages.ts'
import { keepPreference, THEMES } from '../read-preferences.ts'
import { frameWords } from '../words/frame.ts'

/** The start, the finder, and what a visitor prefers. */
export function framePages(ctx: Pick<Context, 'db'>) {
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
    .get('/console/find', (c) => {
      const visit = c.get('visit')
      const words = frameWords[visit.language]
      const asked = (c.req.query('q') ?? '').trim().toLocaleLowerCase()
      const found = listPages(visit).filter((page) =>
        words.pages[page.name].toLocaleLowerCase().includes(asked),
      )
      if (found.length === 0) return c.html(html`<p class="hint">${words.nothingFound}</p>`)
      return c.html(
        html`${found.map(
          (
            page,
            index,
          ) => html`<a role="option" aria-selected="${index === 0 ? 'true' : 'false'}" href="${page.path}">
          ${drawIcon(page.icon)}${words.pages[page.name]}</a>`,
        )}`,
      )
    })
    .post('/console/preferences', async (c) => {
      const form = await c.req.formData()
      const language = Language.safeParse(form.get('language'))
      if (language.success) keepPreference(c, 'language', language.data)
      const theme = THEMES.find((known) => known === form.get('theme'))
      if (theme !== undefined) keepPreference(c, 'theme', theme)
      const workspace = c.get('visit').workspaces.find((one) => one.id === form.get('workspace'))
      if (workspace !== undefined) keepPreference(c, 'workspace', workspace.id)
      return c.redirect(pathOf(c.req.header('referer')), 303)
    })
}

/** The page that the visitor came from; only its path, so that no other site can be meant. */
function pathOf(referer: string | undefined): string {
  const { pathname, search } = URL.parse(referer ?? '') ?? { pathname: '', search: '' }
  return pathname.startsWith('/console/') ? pathname + search : '/console'
}

import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import type { Context } from '../../context.ts'
import { addressOf, ask, enter, FAULTS, type Fault, relayCookies, withAddress } from '../ask-sign-in.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { drawBarePage, type Html } from '../draw-page.ts'
import { drawOidc, drawPanel } from '../draw-panel.ts'
import { isFirstLinkOpen } from '../ensure-first-link.ts'
import { type GetSignIn, OIDC, SIGN_IN_PATH } from '../open-sign-in.ts'
import { readPreferences } from '../read-preferences.ts'
import { signInWords } from '../words/sign-in.ts'
import { welcomePages } from './welcome.ts'

/** Signing in and out. */
export function signInPages(ctx: Context, getSignIn: GetSignIn) {
  return new Hono<ConsoleEnv>()
    .use(async (c, next) => {
      c.set('address', addressOf(c, ctx.config.trustedProxies))
      await next()
    })
    .get('/console/sign-in', (c) => {
      const fault = FAULTS.find((known) => known === c.req.query('fault')) ?? null
      return c.html(drawSignIn(ctx, c, { fault, email: '', to: targetOf(c.req.query('to')) }))
    })
    .post('/console/sign-in', async (c) => {
      const form = await c.req.formData()
      const email = String(form.get('email') ?? '').trim()
      const to = targetOf(form.get('to'))
      const password = String(form.get('password') ?? '')
      const fault = await enter(c, getSignIn, email, password)
      if (fault === null) return c.redirect(to, 303)
      return c.html(drawSignIn(ctx, c, { fault, email, to }), fault === 'tooMany' ? 429 : 401)
    })
    .post('/console/sign-out', async (c) => {
      relayCookies(c, await ask(c, getSignIn, '/sign-out', {}))
      return c.redirect('/console/sign-in', 303)
    })
    .post('/console/sign-in/oidc', async (c) => {
      const to = targetOf((await c.req.formData()).get('to'))
      const answer = await ask(c, getSignIn, '/sign-in/social', {
        provider: OIDC,
        callbackURL: to,
        errorCallbackURL: '/console/sign-in?fault=noMember',
      })
      relayCookies(c, answer)
      const { url } = answer.ok ? ((await answer.json()) as { url?: string }) : {}
      return c.redirect(url ?? '/console/sign-in?fault=failed', 303)
    })
    .get(`${SIGN_IN_PATH}/*`, async (c) => (await getSignIn()).handler(withAddress(c, c.req.raw)))
    .route('/', welcomePages(ctx, getSignIn))
}

/** Only a path of these pages: a link to the sign-in page must not lead anywhere else. */
function targetOf(to: unknown): string {
  return typeof to === 'string' && /^\/console(?:[/?][^\\]*)?$/.test(to) ? to : '/console'
}

function drawSignIn(
  ctx: Pick<Context, 'config'>,
  c: PageContext,
  given: { readonly fault: Fault | null; readonly email: string; readonly to: string },
): Html {
  const preferences = readPreferences(c)
  const words = signInWords[preferences.language]
  return drawBarePage(
    preferences,
    words.title,
    drawPanel(
      words.title,
      words.lead,
      html`${given.fault === null ? '' : html`<p class="note bad" role="alert">${words[given.fault]}</p>`}
      <form class="fields" method="post" action="/console/sign-in"><input type="hidden" name="to" value="${given.to}">
        <label>${words.email}<input type="email" name="email" value="${given.email}" autocomplete="username" required autofocus></label>
        <label>${words.password}<input type="password" name="password" autocomplete="current-password" required></label>
        <button class="primary">${words.submit}</button>
      </form>
      ${drawOidc(ctx, preferences.language, given.to)}
      <p class="hint">${isFirstLinkOpen(ctx) ? words.firstTime : words.noAccount}</p>`,
    ),
  )
}

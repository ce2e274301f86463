import { isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { Language } from '../../domain/language.ts'
import { AppError } from '../../errors.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import { drawBarePage, type Html } from '../draw-page.ts'
import { ADDRESS_HEADER, type GetSignIn, OIDC, SHORTEST_PASSWORD, SIGN_IN_PATH } from '../open-sign-in.ts'
import { keepPreference, readPreferences } from '../read-preferences.ts'
import { assetUrl } from '../serve-assets.ts'
import { isAccountKept, type OpenLink, readLink, useLink } from '../use-link.ts'
import { signInWords } from '../words/sign-in.ts'

const FAULTS = ['wrong', 'tooMany', 'noMember', 'failed'] as const
type Fault = (typeof FAULTS)[number]

/** Signing in and out, and the welcome page of links that let people in. */
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
    .get('/console/welcome', async (c) => {
      const link = await readLink(ctx, c.req.query('token') ?? '')
      return c.html(
        await drawWelcome(ctx, c, link, { token: c.req.query('token') }),
        link === null ? 410 : 200,
      )
    })
    .post('/console/welcome', (c) => welcome(ctx, getSignIn, c))
    .get(`${SIGN_IN_PATH}/*`, async (c) => (await getSignIn()).handler(withAddress(c, c.req.raw)))
}

/** Only a path of these pages: a link to the sign-in page must not lead anywhere else. */
function targetOf(to: unknown): string {
  return typeof to === 'string' && /^\/console(?:[/?][^\\]*)?$/.test(to) ? to : '/console'
}

/** Null once somebody is in; their cookies are then set. */
async function enter(
  c: PageContext<ConsoleEnv>,
  getSignIn: GetSignIn,
  email: string,
  password: string,
): Promise<Fault | null> {
  const answer = await ask(c, getSignIn, '/sign-in/email', { email, password })
  if (answer.status === 429) return 'tooMany'
  if (!answer.ok) return answer.status < 500 ? 'wrong' : 'failed'
  relayCookies(c, answer)
  return null
}

/** Asks the library as a browser would, so that its rate limit and its origin check hold. */
async function ask(
  c: PageContext<ConsoleEnv>,
  getSignIn: GetSignIn,
  path: string,
  body: unknown,
): Promise<Response> {
  const url = new URL(`${SIGN_IN_PATH}${path}`, c.req.url)
  const headers = new Headers({ 'content-type': 'application/json' })
  for (const name of ['cookie', 'origin', 'user-agent', 'accept-language']) {
    const value = c.req.header(name)
    if (value !== undefined) headers.set(name, value)
  }
  if (!headers.has('origin')) headers.set('origin', url.origin)
  return (await getSignIn()).handler(
    withAddress(c, new Request(url, { method: 'POST', headers, body: JSON.stringify(body) })),
  )
}

function withAddress(c: PageContext<ConsoleEnv>, request: Request): Request {
  const headers = new Headers(request.headers)
  headers.set(ADDRESS_HEADER, c.get('address'))
  return new Request(request, { headers })
}

/**
 * What the outermost of the trusted proxies was asked from: they add on the right, and what stands left of it anybody may
 * have written. Without proxies the other end of the connection; requests that came by none, as in tests, share one address.
 */
function addressOf(c: PageContext, trustedProxies: number): string {
  const forwarded = c.req.header('x-forwarded-for')?.split(',') ?? []
  const named = trustedProxies === 0 ? '' : (forwarded.at(-trustedProxies)?.trim() ?? '')
  if (isIP(named) !== 0) return named
  try {
    return getConnInfo(c).remote.address ?? '127.0.0.1'
  } catch {
    return '127.0.0.1'
  }
}

function relayCookies(c: PageContext, answer: Response): void {
  for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
}

const Welcome = z.object({
  name: z.string().trim().min(1, 'nameMissing').max(200),
  email: z.email('emailInvalid').max(254),
  password: z.string().max(128),
})
type WelcomeFaults = Partial<Record<keyof z.infer<typeof Welcome>, string>>

async function welcome(ctx: Context, getSignIn: GetSignIn, c: PageContext<ConsoleEnv>): Promise<Response> {
  const form = Object.fromEntries(await c.req.formData()) as Record<string, string>
  const link = await readLink(ctx, form.token ?? '')
  const refuse = async (faults: WelcomeFaults) =>
    c.html(await drawWelcome(ctx, c, link, form, faults), link === null ? 410 : 422)
  if (link === null) return refuse({})
  const given = { name: link.name ?? form.name, email: link.email ?? form.email, password: form.password }
  const parsed = Welcome.safeParse(given)
  if (!parsed.success) {
    return refuse(Object.fromEntries(parsed.error.issues.map((issue) => [issue.path[0], issue.message])))
  }
  const { email, password } = parsed.data
  const isKept = await isAccountKept(ctx.db, link, email)
  if (!isKept && password.length < SHORTEST_PASSWORD) return refuse({ password: 'passwordShort' })
  const wrong = isKept ? await enter(c, getSignIn, email, password) : null
  if (wrong !== null) return refuse({ password: wrong })
  try {
    const hash = isKept ? null : await (await (await getSignIn()).$context).password.hash(password)
    const isIn = await useLink(ctx, link, parsed.data, hash)
    if (!isIn) return c.html(await drawWelcome(ctx, c, null, form), 410)
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return refuse({ email: 'emailTaken' })
    throw error
  }
  keepPreference(c, 'workspace', link.workspaceId)
  const fault = isKept ? null : await enter(c, getSignIn, email, password)
  return c.redirect(fault === null ? '/console' : `/console/sign-in?fault=${fault}`, 303)
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
      <p class="hint">${words.noAccount}</p>`,
    ),
  )
}

function drawOidc(ctx: Pick<Context, 'config'>, language: Language, to: string): Html | '' {
  if (ctx.config.oidc === null) return ''
  const words = signInWords[language]
  return html`<p class="divider">${words.or}</p><form method="post" action="/console/sign-in/oidc">
    <input type="hidden" name="to" value="${to}"><button>${drawIcon('key')}${words.withOidc}</button></form>`
}

async function drawWelcome(
  ctx: Pick<Context, 'config' | 'db'>,
  c: PageContext,
  link: OpenLink | null,
  given: Readonly<Record<string, string | undefined>>,
  faults: WelcomeFaults = {},
): Promise<Html> {
  const preferences = readPreferences(c)
  const words = signInWords[preferences.language]
  if (link === null) {
    const body = html`<p class="note warn">${words.linkDead}</p><a class="button" href="/console/sign-in">${words.title}</a>`
    return drawBarePage(preferences, words.welcome, drawPanel(words.welcome, words.lead, body))
  }
  const isFirst = link.memberId === null
  const isKept = await isAccountKept(ctx.db, link, link.email ?? given.email ?? '')
  const lead = isFirst ? words.firstLead : words.inviteLead
  const fault = (name: keyof WelcomeFaults) => faultOf(preferences.language, faults[name])
  return drawBarePage(
    preferences,
    words.welcome,
    drawPanel(
      words.welcome,
      isKept ? words.joinLead : lead,
      html`<form class="fields" method="post" action="/console/welcome"><input type="hidden" name="token" value="${given.token ?? ''}">
        ${
          isFirst
            ? html`${drawField('name', words.name, 'text', 'name', given.name ?? '', fault('name'))}
              ${drawField('email', words.email, 'email', 'username', given.email ?? '', fault('email'))}`
            : html`<p><strong>${link.name}</strong><br><span class="muted">${link.email}</span></p>
              <input type="hidden" name="username" autocomplete="username" value="${link.email}">`
        }
        ${
          isKept
            ? drawField('password', words.password, 'password', 'current-password', '', fault('password'))
            : drawField(
                'password',
                words.newPassword,
                'password',
                'new-password',
                '',
                fault('password'),
                words.passwordHint(SHORTEST_PASSWORD),
              )
        }
        <button class="primary">${isKept ? words.join : words.create}</button></form>
        ${isKept ? drawOidc(ctx, preferences.language, '/console') : ''}`,
    ),
  )
}

const FIELD_FAULTS = ['nameMissing', 'emailInvalid', 'emailTaken', 'wrong', 'tooMany', 'failed'] as const

function faultOf(language: Language, fault: string | undefined): string | null {
  if (fault === undefined) return null
  const words = signInWords[language]
  const known = FIELD_FAULTS.find((one) => one === fault)
  if (known !== undefined) return words[known]
  return words.passwordShort(SHORTEST_PASSWORD)
}

function drawField(
  name: string,
  label: string,
  type: string,
  autocomplete: string,
  value: string,
  fault: string | null,
  hint = '',
): Html {
  return html`<label>${label}<input type="${type}" name="${name}" value="${value}" autocomplete="${autocomplete}" required
      ${fault === null ? '' : html`aria-invalid="true" aria-describedby="${name}-fault"`}>
    ${fault === null ? '' : html`<span class="fault" id="${name}-fault">${fault}</span>`}
    ${hint === '' ? '' : html`<span class="hint">${hint}</span>`}</label>`
}

function drawPanel(title: string, lead: string, body: Html): Html {
  return html`<div class="sign-in">
    <p class="brand"><img src="${assetUrl('icon.svg')}" alt="" width="34" height="34">Recado</p>
    <p class="muted">${lead}</p>
    <div class="card stack"><h1>${title}</h1>${body}</div>
  </div>`
}

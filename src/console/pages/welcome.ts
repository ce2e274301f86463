import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { Language } from '../../domain/language.ts'
import { AppError } from '../../errors.ts'
import { enter, type Fault } from '../ask-sign-in.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { drawBarePage, type Html } from '../draw-page.ts'
import { drawOidc, drawPanel, drawReveal } from '../draw-panel.ts'
import { forgetFirstLink } from '../ensure-first-link.ts'
import { type GetSignIn, LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../open-sign-in.ts'
import { keepPreference, readPreferences } from '../read-preferences.ts'
import { renewPassword } from '../renew-password.ts'
import { isAccountKept, type OpenLink, readLink, useLink } from '../use-link.ts'
import { signInWords } from '../words/sign-in.ts'

/** The page of a link that lets somebody in. */
export function welcomePages(ctx: Context, getSignIn: GetSignIn) {
  return new Hono<ConsoleEnv>()
    .get('/console/welcome', async (c) => {
      const link = await readLink(ctx, c.req.query('token') ?? '')
      return c.html(
        await drawWelcome(ctx, c, link, { token: c.req.query('token') }),
        link === null ? 410 : 200,
      )
    })
    .post('/console/welcome', (c) => welcome(ctx, getSignIn, c))
    .post('/console/welcome/renew', (c) => renew(ctx, getSignIn, c))
}

const LONGEST = {
  name: 200,
  email: 254,
  password: LONGEST_PASSWORD,
  links: 10_000,
  renewed: LONGEST_PASSWORD,
} as const
const Welcome = z.object({
  name: z.string().trim().min(1, 'nameMissing').max(LONGEST.name, 'tooLong'),
  email: z.email('emailInvalid').max(LONGEST.email, 'tooLong'),
  password: z.string().max(LONGEST.password, 'tooLong'),
})
type FieldFault = Fault | (typeof FIELD_FAULTS)[number]
type WelcomeFaults = Partial<Record<keyof typeof LONGEST, FieldFault>>
/** Of far more workspaces nobody is a member. */
const MOST_LINKS = 50

async function welcome(ctx: Context, getSignIn: GetSignIn, c: PageContext<ConsoleEnv>): Promise<Response> {
  const form = Object.fromEntries(await c.req.formData()) as Record<string, string>
  const link = await readLink(ctx, form.token ?? '')
  const refuse = async (faults: WelcomeFaults) =>
    c.html(await drawWelcome(ctx, c, link, form, faults), link === null ? 410 : 422)
  if (link === null) return refuse({})
  const { name = '', email: address = '', password: typed = '' } = form
  const parsed = Welcome.safeParse({ name: link.name ?? name, email: link.email ?? address, password: typed })
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
  if (link.memberId === null) forgetFirstLink(ctx)
  keepPreference(c, 'workspace', link.workspaceId)
  const fault = isKept ? null : await enter(c, getSignIn, email, password)
  return c.redirect(fault === null ? '/console' : `/console/sign-in?fault=${fault}`, 303)
}

/** Another password for an account that several workspaces let in. */
async function renew(ctx: Context, getSignIn: GetSignIn, c: PageContext<ConsoleEnv>): Promise<Response> {
  const form = Object.fromEntries(await c.req.formData()) as Record<string, string>
  const link = await readLink(ctx, form.token ?? '')
  const refuse = async (faults: WelcomeFaults) =>
    c.html(await drawWelcome(ctx, c, link, form, faults), link === null ? 410 : 422)
  if (link === null || link.email === null) return refuse({})
  const password = form.renewed ?? ''
  if (password.length < SHORTEST_PASSWORD) return refuse({ renewed: 'passwordShort' })
  if (password.length > LONGEST.renewed) return refuse({ renewed: 'tooLong' })
  const hash = await (await (await getSignIn()).$context).password.hash(password)
  if (!(await renewPassword(ctx, link, tokensIn(form.links ?? ''), hash)))
    return refuse({ links: 'linksMissing' })
  keepPreference(c, 'workspace', link.workspaceId)
  const fault = await enter(c, getSignIn, link.email, password)
  return c.redirect(fault === null ? '/console' : `/console/sign-in?fault=${fault}`, 303)
}

function tokensIn(links: string): string[] {
  return [...links.matchAll(/token=([\w-]+)/gu)].slice(0, MOST_LINKS).map(([, token]) => token!)
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
  const fault = (name: keyof WelcomeFaults) => {
    const found = faults[name]
    return found === undefined ? null : faultOf(preferences.language, name, found)
  }
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
            : html`${drawField(
                'password',
                words.newPassword,
                'password',
                'new-password',
                '',
                fault('password'),
                words.passwordHint(SHORTEST_PASSWORD),
              )}${drawReveal(preferences.language, 'password')}`
        }
        <button class="primary">${isKept ? words.join : words.create}</button></form>
        ${isKept ? drawOidc(ctx, preferences.language, '/console') : ''}
        ${isKept && !isFirst ? drawRenewal(preferences.language, given, fault) : ''}`,
    ),
  )
}

function drawRenewal(
  language: Language,
  given: Readonly<Record<string, string | undefined>>,
  fault: (name: keyof WelcomeFaults) => string | null,
): Html {
  const words = signInWords[language]
  const isWrong = fault('links') ?? fault('renewed')
  return html`<details ${isWrong === null ? '' : 'open'}><summary>${words.forgotten}</summary>
    <form class="fields" method="post" action="/console/welcome/renew"><input type="hidden" name="token" value="${given.token ?? ''}">
      <p class="muted">${words.renewLead}</p>
      <label>${words.otherLinks}<textarea name="links" rows="3" required maxlength="${LONGEST.links}" ${fault('links') === null ? '' : html`aria-invalid="true" aria-describedby="links-fault"`}>${given.links ?? ''}</textarea>
        ${fault('links') === null ? '' : html`<span class="fault" id="links-fault">${fault('links')}</span>`}</label>
      ${drawField('renewed', words.newPassword, 'password', 'new-password', '', fault('renewed'), words.passwordHint(SHORTEST_PASSWORD))}
      ${drawReveal(language, 'renewed')}
      <button>${words.renew}</button></form></details>`
}

const FIELD_FAULTS = [
  'nameMissing',
  'emailInvalid',
  'emailTaken',
  'linksMissing',
  'passwordShort',
  'tooLong',
] as const

function faultOf(language: Language, name: keyof WelcomeFaults, fault: FieldFault): string {
  const words = signInWords[language]
  if (fault === 'passwordShort') return words.passwordShort(SHORTEST_PASSWORD)
  if (fault === 'tooLong') return words.tooLong(LONGEST[name])
  return words[fault]
}

function drawField(
  name: keyof typeof LONGEST,
  label: string,
  type: string,
  autocomplete: string,
  value: string,
  fault: string | null,
  hint = '',
): Html {
  return html`<label>${label}<input type="${type}" name="${name}" value="${value}" autocomplete="${autocomplete}" required maxlength="${LONGEST[name]}"
      ${fault === null ? '' : html`aria-invalid="true" aria-describedby="${name}-fault"`}>
    ${fault === null ? '' : html`<span class="fault" id="${name}-fault">${fault}</span>`}
    ${hint === '' ? '' : html`<span class="hint">${hint}</span>`}</label>`
}

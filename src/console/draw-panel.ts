import { html } from 'hono/html'
import type { Context } from '../context.ts'
import type { Language } from '../domain/language.ts'
import { drawIcon } from './draw-icon.ts'
import type { Html } from './draw-page.ts'
import { assetUrl } from './serve-assets.ts'
import { signInWords } from './words/sign-in.ts'

/** What whoever is not signed in yet sees. */
export function drawPanel(title: string, lead: string, body: Html): Html {
  return html`<div class="sign-in">
    <p class="brand"><img src="${assetUrl('icon.svg')}" alt="" width="34" height="34">Recado</p>
    <p class="muted">${lead}</p>
    <div class="card stack"><h1>${title}</h1>${body}</div>
  </div>`
}

export function drawOidc(ctx: Pick<Context, 'config'>, language: Language, to: string): Html | '' {
  if (ctx.config.oidc === null) return ''
  const words = signInWords[language]
  return html`<p class="divider">${words.or}</p><form method="post" action="/console/sign-in/oidc">
    <input type="hidden" name="to" value="${to}"><button>${drawIcon('key')}${words.withOidc}</button></form>`
}

/** What shows the words in a password's field, so that whoever chooses them sees what they typed. */
export function drawReveal(language: Language, field: string): Html {
  return html`<label class="check scripted"><input type="checkbox" data-reveals="${field}">${signInWords[language].reveal}</label>`
}

import { html } from 'hono/html'
import { hasScope, type Scope } from '../../access/scopes.ts'
import type { Visit } from '../console-env.ts'
import { drawPage, type Html } from '../draw-page.ts'
import { type SettingsWords, settingsWords } from '../words/settings.ts'

export type SettingsPart = keyof SettingsWords['parts']
export type Said = keyof SettingsWords['said']

/** The parts in the order in which they are listed, with what it takes to see each. */
export const SETTINGS_PARTS: readonly (readonly [part: SettingsPart, scope: Scope])[] = [
  ['answers', 'workspaces:read'],
  ['channels', 'channels:read'],
  ['provider', 'workspaces:read'],
  ['members', 'members:read'],
  ['keys', 'keys:read'],
  ['webhooks', 'webhooks:read'],
  ['rules', 'routing:read'],
  ['privacy', 'privacy:read'],
  ['retention', 'privacy:read'],
  ['exports', 'exports:read'],
  ['audit', 'audit:read'],
]

/** A part of the settings between its neighbours, with a word on what was just done. */
export function drawSettings(visit: Visit, open: SettingsPart, said: Said | null, body: Html): Html {
  const words = settingsWords[visit.language]
  const parts = SETTINGS_PARTS.filter(([, scope]) => hasScope(visit.scopes, scope))
  return drawPage(visit, {
    title: words.parts[open],
    active: 'settings',
    body: html`<div class="page-head"><h1>${words.title}</h1></div>
      <div class="settings"><nav class="parts" aria-label="${words.title}">${parts.map(
        ([part]) =>
          html`<a href="/console/settings/${part}" ${part === open ? html`aria-current="page"` : ''}>${words.parts[part]}</a>`,
      )}</nav>
      <div class="stack"><h2>${words.parts[open]}</h2>
        ${drawSaid(visit, said)}
        ${body}</div></div>`,
  })
}

/** A word on how it went. What was refused stands in its form again. */
export function drawSaid(visit: Visit, said: Said | null): Html | '' {
  if (said === null) return ''
  const isDone = said === 'done'
  return html`<p class="note ${isDone ? 'good' : 'warn'}" role="${isDone ? 'status' : 'alert'}" ${isDone ? '' : 'data-refused'}>${settingsWords[visit.language].said[said]}</p>`
}

/** A secret that is shown this once. */
export function drawSecret(text: string, secret: string): Html {
  return html`<div class="note good stack" role="status"><p><strong>${text}</strong></p>
    <input class="secret" readonly value="${secret}" aria-label="${text}" autofocus></div>`
}

/** A table that may be wider than a phone. */
export function drawTable(label: string, head: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="card scroll" tabindex="0" role="region" aria-label="${label}"><table>
    <thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`
}

/** A button for what cannot be taken back: it is done once somebody says so in a dialog. */
export function drawCareful(
  visit: Visit,
  path: string,
  text: string,
  fields: Readonly<Record<string, string | number>> = {},
): Html {
  const { sure, cancel } = settingsWords[visit.language]
  const id = `sure${path.replaceAll('/', '-')}`
  return html`<button type="button" class="small danger" data-opens="${id}">${text}</button>
    <dialog id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${text}?</h2><p>${sure}</p>
      <div class="actions">${drawAction(path, text, fields, 'danger')}<button type="button" class="quiet small" data-closes autofocus>${cancel}</button></div></dialog>`
}

/** A button that is a form of its own, and the key that presses it. */
export function drawAction(
  path: string,
  text: string,
  fields: Readonly<Record<string, string | number>> = {},
  kind = '',
  key = '',
): Html {
  return html`<form method="post" action="${path}">${Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}<button class="small ${kind}" ${key === '' ? '' : html`aria-keyshortcuts="${key}"`}>${text}${key === '' ? '' : html`<kbd>${key}</kbd>`}</button></form>`
}

import { html } from 'hono/html'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { textsWords } from '../words/texts.ts'

/** Opens the quick replies; in the field itself a slash does. */
export function drawQuickButton(visit: Visit): Html {
  const words = textsWords[visit.language]
  return html`<button type="button" class="quiet" data-opens="quick" aria-label="${words.insert}" aria-keyshortcuts="/">${drawIcon('zap')}<kbd>/</kbd></button>`
}

/** Words to pick from, those in the customer's language first, with their name filled in. */
export function drawQuickReplies(
  visit: Visit,
  customer: { readonly language: string | null; readonly name: string | null },
): Html {
  const words = textsWords[visit.language]
  const query = new URLSearchParams({ language: customer.language ?? '', for: customer.name ?? '' })
  return html`<dialog id="quick" class="finder" aria-label="${words.pick}">
    <input type="search" name="q" placeholder="${words.pickHint}" aria-label="${words.pick}" autocomplete="off"
      hx-get="/console/quick-replies?${query}" hx-trigger="input changed delay:100ms, toggle" hx-target="#quick-found" autofocus>
    <div id="quick-found" role="listbox" aria-label="${words.pick}"></div></dialog>`
}

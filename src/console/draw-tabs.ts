import { html } from 'hono/html'
import type { Html } from './draw-page.ts'

export interface Tab {
  readonly path: string
  readonly text: string
  readonly isOpen: boolean
}

/** The parts of a page, the open one marked. */
export function drawTabs(label: string, tabs: readonly Tab[]): Html {
  return html`<nav class="tabs" aria-label="${label}">${tabs.map(
    ({ path, text, isOpen }) =>
      html`<a href="${path}" ${isOpen ? html`aria-current="page"` : ''}>${text}</a>`,
  )}</nav>`
}

import { html } from 'hono/html'
import { assetUrl } from './serve-assets.ts'

/** An icon of the set, for the eye alone: what it means stands in words beside it. */
export function drawIcon(name: string) {
  return html`<svg class="icon" aria-hidden="true"><use href="${assetUrl('icons.svg')}#${name}"></use></svg>`
}

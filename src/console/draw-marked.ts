import { html } from 'hono/html'
import type { Html } from './draw-page.ts'

interface Span {
  readonly start: number
  readonly end: number
}

/** A text with the spans marked; of spans that overlap, the first counts. Offsets are UTF-16, as a model gives them. */
export function drawMarked(text: string, spans: readonly Span[]): Html {
  const parts: Html[] = []
  let at = 0
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start < at || end <= start || end > text.length) continue
    parts.push(html`${text.slice(at, start)}<mark>${text.slice(start, end)}</mark>`)
    at = end
  }
  return html`${parts}${text.slice(at)}`
}

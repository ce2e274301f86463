import { html } from 'hono/html'
import { LANGUAGES } from '../../domain/language.ts'
import { COST_OF, type Cost } from '../measure-cost.ts'
import { EVERYWHERE } from '../measure-run.ts'

type Html = ReturnType<typeof html>

const PLACES = [EVERYWHERE, ...LANGUAGES] as const

/** What the provider took, by language. */
export function drawCost(cost: readonly Cost[]): Html {
  if (cost.length === 0) return html`<p class="quiet"><b>cost</b> Not applicable (no provider).</p>`
  const row = (of: Cost['of'], name: string, show: (one: Cost) => string) =>
    html`<tr><th scope="row">${of}, ${name}</th>${PLACES.map((where) => {
      const one = cost.find((each) => each.of === of && each.where === where)!
      return html`<td data-label="${where}">${show(one)}</td>`
    })}</tr>`
  return html`<div class="wide"><table class="numbers">
<caption><b>cost</b> What the provider took${cost.every(({ price }) => price === null) ? '; without a price, or with calls that are not metered, none is shown' : ', in the currency of the price that was given'}</caption>
<thead><tr><th></th>${PLACES.map((where) => html`<th scope="col">${where}</th>`)}</tr></thead>
<tbody>${COST_OF.map((of) => [
    row(of, 'calls', ({ calls, failures }) => `${calls}${failures === 0 ? '' : `, ${failures} failed`}`),
    row(of, 'tokens in', ({ input_tokens }) => String(input_tokens)),
    row(of, 'tokens out', ({ output_tokens }) => String(output_tokens)),
    row(of, 'price of a case', ({ price, cases }) =>
      price === null || cases === 0 ? '–' : (price / cases).toFixed(6),
    ),
  ])}</tbody>
</table></div>`
}

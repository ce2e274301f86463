import { html } from 'hono/html'
import type { ModelSide } from '../../domain/model-side.ts'
import type { ModelChoice, ModelChoices } from '../../inference/read-model-choices.ts'
import type { Embedding } from '../../knowledge/read-embedding.ts'
import type { Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { modelWords } from '../words/models.ts'

type Part = keyof ModelChoices
const PARTS = ['embedder', 'classifier', 'drafter'] as const satisfies readonly Part[]

/** What the workspace chose, in a form that posts to `action`. */
export function drawModelChoices(
  visit: Visit,
  choices: ModelChoices,
  action: string,
  mayWrite: boolean,
): Html {
  const words = modelWords[visit.language]
  const isOnlyOwn = PARTS.every((part) => choices[part].sides.length === 1)
  return html`<form class="card fields" method="post" action="${action}"><h3>${words.title}</h3>
    <p class="muted">${words.lead}</p>
    <fieldset class="fields" ${mayWrite ? '' : 'disabled'}><div class="fields">${PARTS.map(
      (part) =>
        html`<label>${words.parts[part]}<select name="${part}">${drawOptions(visit, part, choices[part])}</select></label>`,
    )}</div>
    ${isOnlyOwn ? html`<p class="hint">${words.onlyOwn}</p>` : ''}
    ${mayWrite ? html`<div><button class="primary">${words.save}</button></div>` : ''}</fieldset></form>`
}

function drawOptions(visit: Visit, part: Part, { chosen, sides }: ModelChoice): Html[] {
  const words = modelWords[visit.language]
  const nameOf = (side: ModelSide) =>
    part === 'drafter' && side === 'embedded' ? words.quotes : words.sides[side]
  const usual = sides.find((one) => one.is_usual)!.side
  const isGone = chosen !== null && !sides.some(({ side }) => side === chosen)
  const option = (value: string, text: string) =>
    html`<option value="${value}" ${value === (chosen ?? '') ? 'selected' : ''}>${text}</option>`
  return [
    option('', words.usual(nameOf(usual))),
    ...sides.map(({ side }) => option(side, nameOf(side))),
    ...(isGone ? [option(chosen, words.gone(nameOf(chosen)))] : []),
  ]
}

/** How far another embedder's vectors are, which loads itself anew from `path` until all are there, and what it refuses. */
export function drawEmbedding(visit: Visit, embedding: Embedding, path: string): Html {
  const words = modelWords[visit.language]
  const { pending, embedded, entries, refused } = embedding
  const setAside =
    refused.length === 0
      ? ''
      : html`<p class="note warn">${words.refused} ${refused.map((id) => html`<code>${id}</code> `)}</p>`
  if (pending === null)
    return html`<div id="embedding" ${refused.length === 0 ? 'hidden' : ''}>${setAside}</div>`
  return html`<section id="embedding" class="card stack" hx-get="${path}" hx-select="#embedding" hx-swap="outerHTML" hx-trigger="every 1s">
    <progress max="${Math.max(1, entries)}" value="${embedded}" aria-label="${words.progress}"></progress>
    <p role="status">${words.embedding(embedded, entries)}</p>${setAside}</section>`
}

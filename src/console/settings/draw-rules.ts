import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import type { CalendarPreview } from '../../domain/calendar.ts'
import type { FieldError } from '../../errors.ts'
import type { PolicyRow } from '../../moderation/read-policy.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { answersWords } from '../words/answers.ts'
import { wordRuleFault } from '../words/rule-faults.ts'
import { rulesWords } from '../words/rules.ts'
import { settingsWords } from '../words/settings.ts'
import { RULE_STORES, type RuleDocument, type RuleKind } from './rule-documents.ts'

const PATH = '/console/settings/rules'

/** Every document by kind. */
export function drawRuleList(
  visit: Visit,
  lists: readonly (readonly [kind: RuleKind, documents: readonly RuleDocument[]])[],
): Html {
  const words = rulesWords[visit.language]
  return html`<p class="muted">${words.lead}</p>${lists.map(
    ([kind, documents]) => html`<section class="card stack"><div class="row"><h3>${words.kinds[kind]}</h3>
        ${
          RULE_STORES[kind].example !== null && hasScope(visit.scopes, RULE_STORES[kind].write)
            ? html`<a class="button small end" href="${PATH}/${kind}/new">${drawIcon('plus')}${words.add}</a>`
            : ''
        }</div>
      <p class="muted">${words.about[kind]}</p>
      <ul class="items">${documents.map(
        ({
          id,
          name,
          version,
        }) => html`<li><a class="item" data-item href="${PATH}/${kind}/${id}"><span class="row"><strong>${name ?? words.kinds[kind]}</strong>
          <small class="muted end">${version === '0' ? words.builtIn : words.version(version)}</small></span></a></li>`,
      )}</ul></section>`,
  )}`
}

/** What was just done, or why it was not. */
export const EDITOR_NOTES = ['saved', 'proposed', 'turnedDown', 'stale', 'notOwn', 'overtaken'] as const
const GOOD: readonly string[] = ['saved', 'proposed', 'turnedDown']

export interface EditorParts {
  readonly kind: RuleKind
  /** Null for a new one. */
  readonly id: string | null
  readonly version: string
  readonly text: string
  readonly faults: readonly FieldError[]
  readonly note: (typeof EDITOR_NOTES)[number] | null
  /** What stands beside the document: a preview, what waits for a second person. */
  readonly beside: Html
}

/** A document to be changed as a whole. */
export function drawEditor(visit: Visit, parts: EditorParts): Html {
  const words = rulesWords[visit.language]
  const { kind, id, version, text, note, beside } = parts
  const settings = settingsWords[visit.language]
  const store = RULE_STORES[kind]
  const mayWrite = hasScope(visit.scopes, store.write)
  const path = `${PATH}/${kind}/${id ?? 'new'}`
  const remove =
    id === null || store.remove === null
      ? ''
      : html`<button type="button" class="danger end" data-opens="remove">${drawIcon('trash-2')}${words.remove}</button>
        <dialog id="remove" aria-labelledby="remove-title"><h2 id="remove-title">${words.remove}?</h2><p>${settings.sure}</p>
          <div class="actions"><button class="danger" formaction="${path}/delete" formnovalidate>${words.remove}</button>
            <button type="button" class="quiet" data-closes autofocus>${settings.cancel}</button></div></dialog>`
  const test =
    kind === 'moderation' && hasScope(visit.scopes, 'qa:write')
      ? html`<button formaction="${path}/backtest" aria-keyshortcuts="b">${drawIcon('rewind')}${answersWords[visit.language].backtest}<kbd>b</kbd></button>`
      : ''
  const isGood = note !== null && GOOD.includes(note)
  return html`<p><a href="${PATH}" aria-keyshortcuts="u">${words.back}</a></p>
    ${note === null ? '' : html`<p class="note ${isGood ? 'good' : 'warn'}" role="${isGood ? 'status' : 'alert'}" ${isGood ? '' : 'data-refused'}>${words[note]}</p>`}
    <h3>${words.kinds[kind]}</h3><p class="muted">${words.about[kind]}</p>${drawFaults(visit, parts.faults)}
    <div class="split wide"><form class="card fields" method="post" action="${path}"><input type="hidden" name="version" value="${version}">
      <label>${words.document}<textarea class="code" name="text" rows="18" spellcheck="false" aria-keyshortcuts="e" ${mayWrite ? '' : 'readonly'}>${text}</textarea></label>
      ${mayWrite ? html`<div class="actions"><button class="primary" aria-keyshortcuts="s">${words.save}<kbd>s</kbd></button>${test}${remove}</div>` : ''}</form>
    <div class="stack">${beside}</div></div>`
}

function drawFaults(visit: Visit, faults: readonly FieldError[]): Html | '' {
  if (faults.length === 0) return ''
  const words = rulesWords[visit.language]
  return html`<div class="note bad" role="alert"><strong>${words.faults}</strong><ul>${faults.map(
    ({ pointer, detail }) =>
      html`<li><code>${pointer === '' ? '/' : pointer}</code> ${wordRuleFault(visit.language, detail)}</li>`,
  )}</ul></div>`
}

export function drawOpenings(visit: Visit, { is_open, next_openings }: CalendarPreview): Html {
  const words = rulesWords[visit.language]
  return html`<section class="card stack"><h3>${words.openings}</h3>
    <p><span class="badge ${is_open ? 'good' : ''}">${is_open ? words.open : words.closed}</span></p>
    <ul>${next_openings.map(
      ({ from, to }) =>
        html`<li>${formatInstant(visit, new Date(from))}${to === null ? '' : html` <span class="muted">${words.until} ${formatInstant(visit, new Date(to))}</span>`}</li>`,
    )}</ul></section>`
}

/** A text to try, and what would come of it. */
export function drawTrial(visit: Visit, kind: RuleKind, id: string, tried: string, outcome: Html | ''): Html {
  const words = rulesWords[visit.language]
  return html`<form class="card fields" method="get" action="${PATH}/${kind}/${id}"><h3>${words.tryTitle}</h3>
    <label>${words.tryText}<textarea name="try" rows="2" maxlength="1000" required>${tried}</textarea></label>
    <div><button>${words.tryIt}</button></div>${outcome}</form>`
}

/** Versions of the policy that wait for somebody else, and those of before. */
export function drawVersions(visit: Visit, versions: readonly PolicyRow[]): Html {
  const words = rulesWords[visit.language]
  const pending = versions.filter(({ state }) => state === 'pending')
  const decided = versions.filter(({ state }) => state !== 'pending')
  const decide = ({ id }: PolicyRow) =>
    hasScope(visit.scopes, 'policies:approve')
      ? html`<div class="actions"><form method="post" action="${PATH}/moderation/${id}/approve"><button class="primary">${words.approve}</button></form>
        <form class="row" method="post" action="${PATH}/moderation/${id}/reject"><input name="reason" required maxlength="1000" aria-label="${words.reason}" placeholder="${words.reason}">
          <button>${words.reject}</button></form></div>`
      : ''
  const line = (row: PolicyRow) =>
    html`<a href="${PATH}/moderation/${row.id}">${words.version(String(row.version))}</a> <small class="muted">${formatInstant(visit, row.created_at)}</small>`
  return html`${
    pending.length === 0
      ? ''
      : html`<section class="card stack"><h3>${words.pending}</h3>${pending.map((row) => html`<div class="stack tight"><p>${line(row)}</p>${decide(row)}</div>`)}</section>`
  }${
    decided.length === 0
      ? ''
      : html`<section class="card stack"><h3>${words.history}</h3><ul>${decided.map(
          (row) =>
            html`<li>${line(row)} <span class="badge ${row.state === 'active' ? 'good' : ''}">${words.states[row.state]}</span></li>`,
        )}</ul></section>`
  }`
}

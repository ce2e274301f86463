import { html } from 'hono/html'
import type { FieldError } from '../../errors.ts'
import type { OwnCase } from '../../evals/workspace/own-case.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { drawTabs } from '../draw-tabs.ts'
import { formatInstant } from '../format-instant.ts'
import { QUALITY_PATH } from '../quality/draw-quality.ts'
import { drawAction, drawTable } from '../settings/draw-settings.ts'
import { caseWords, wordCaseFault } from '../words/cases.ts'
import { evalWords } from '../words/evals.ts'
import { reviewWords } from '../words/review.ts'
import { type CaseFields, drawCaseForms } from './draw-case-forms.ts'
import { drawFacts, expectedOf } from './draw-facts.ts'

export const CASES_PATH = `${QUALITY_PATH}/cases`
export const CASE_FILTERS = ['pending', 'approved', 'rejected', 'all'] as const
export type CaseFilter = (typeof CASE_FILTERS)[number]
export const CASE_NOTES = ['approved', 'rejected', 'own', 'decided', 'proposed'] as const
export type CaseNote = (typeof CASE_NOTES)[number]
const BADGES = { pending: 'warn', approved: 'good', rejected: 'bad' } as const

/** Why nothing was stored: names that are taken, lines that do not fit, an entry that is not there, or what was given as a whole. */
export type CaseRefusal =
  | { readonly kind: 'taken'; readonly names: readonly string[] }
  | { readonly kind: 'rows'; readonly errors: readonly FieldError[] }
  | { readonly kind: 'noEntry' | 'unfit' | 'unreadable' }

export interface CasesParts {
  readonly cases: readonly OwnCase[]
  readonly filter: CaseFilter
  /** Of members, by id. */
  readonly names: ReadonlyMap<string, string>
  /** Where the next page begins; null on the last. */
  readonly before: string | null
  readonly note: CaseNote | null
  readonly refusal: CaseRefusal | null
  readonly fields: CaseFields
  readonly mayWrite: boolean
}

/** The workspace's own cases, each with what is expected and who made it; beside them, what adds others. */
export function drawCases(visit: Visit, parts: CasesParts): Html {
  const words = caseWords[visit.language]
  const { cases, filter, before, note, refusal, mayWrite } = parts
  const tabs = CASE_FILTERS.map((one) => ({
    path: `${CASES_PATH}?state=${one}`,
    text: words.states[one],
    isOpen: one === filter,
  }))
  const next = new URLSearchParams({ state: filter, before: before ?? '' })
  return html`<p class="muted">${words.lead}</p>
    ${note === null ? '' : drawNote(visit, note)}${refusal === null ? '' : drawRefusal(visit, refusal)}
    <div class="row">${drawTabs(words.which, tabs)}
      <a class="button small end" href="${CASES_PATH}.csv" download aria-keyshortcuts="d">${drawIcon('download')}${words.csv}<kbd>d</kbd></a></div>
    <div class="split start-run"><div class="stack">${
      cases.length === 0
        ? drawEmpty(visit, filter)
        : html`<ol class="stack">${cases.map((one) => html`<li>${drawOwnCase(visit, one, parts)}</li>`)}</ol>`
    }${before === null ? '' : html`<p><a class="button" href="${CASES_PATH}?${next}">${evalWords[visit.language].more}</a></p>`}</div>
    ${mayWrite ? drawCaseForms(visit, CASES_PATH, parts.fields, refusal?.kind === 'noEntry') : ''}</div>`
}

function drawNote(visit: Visit, note: CaseNote): Html {
  const isRefused = note === 'own' || note === 'decided'
  return html`<p class="note ${isRefused ? 'warn' : 'good'}" role="${isRefused ? 'alert' : 'status'}">${caseWords[visit.language].said[note]}</p>`
}

function drawEmpty(visit: Visit, filter: CaseFilter): Html {
  const words = caseWords[visit.language]
  const leads = { approved: words.noneApproved, rejected: words.noneRejected }
  const lead = filter === 'approved' || filter === 'rejected' ? leads[filter] : words.noneLead
  return html`<div class="empty card">${drawIcon('check-circle')}<h2>${words.none[filter]}</h2><p>${lead}</p></div>`
}

function drawOwnCase(visit: Visit, one: OwnCase, { names, mayWrite }: CasesParts): Html {
  const words = caseWords[visit.language]
  const { languages, ...review } = reviewWords[visit.language]
  const { external_id, state, messages, tags, thread_id, created_by, created_at, decided_by } = one
  const nameOf = (id: string) => names.get(id) ?? id
  const decided =
    state === 'pending' || decided_by === null ? '' : html` ${words.decided[state](nameOf(decided_by))}`
  return html`<article class="card stack tight" data-item tabindex="-1" aria-label="${messages.at(-1)?.text ?? external_id}">
    <div class="row"><span class="badge ${BADGES[state]}">${words.state[state]}</span><span class="badge">${languages[tags.language]}</span>
      <span class="badge">${review[tags.surface]}</span><span class="badge">${tags.family.replaceAll('_', ' ')}</span><code class="small end">${external_id}</code></div>
    ${messages.length === 0 ? html`<p class="muted">${evalWords[visit.language].erased}</p>` : drawMessages(visit, one)}
    <small class="muted">${words.proposedBy(nameOf(created_by), formatInstant(visit, new Date(created_at)))}.${decided}
      ${thread_id === null ? '' : html`<a href="/console/threads/${thread_id}">${words.thread}</a>`}</small>
    ${mayWrite && state === 'pending' ? drawMoves(visit, one) : ''}</article>`
}

function drawMessages(visit: Visit, { messages, tags }: OwnCase): Html {
  const { person, expected: wanted } = evalWords[visit.language]
  const { old } = caseWords[visit.language]
  return html`<ol class="stack tight">${messages.map(({ from, text, is_old, expected }) => {
    const about = [...(from === 'person' ? [person] : []), ...(is_old ? [old] : [])].join(' · ')
    return html`<li class="stack tight"><p class="said bubble">${about === '' ? '' : html`<small class="muted">${about}</small><br>`}<span lang="${tags.language}">${text}</span></p>
      ${expected === undefined ? '' : html`<section><h3>${wanted}</h3>${drawFacts(expectedOf(visit, expected))}</section>`}</li>`
  })}</ol>`
}

/** Whoever proposed it waits; somebody else decides. */
function drawMoves(visit: Visit, { id, created_by }: OwnCase): Html {
  const words = caseWords[visit.language]
  if (created_by === visit.member.id) return html`<p class="note">${words.waits}</p>`
  return html`<div class="actions">${drawAction(`${CASES_PATH}/${id}/approve`, words.approve, {}, 'primary', 'a')}
    ${drawAction(`${CASES_PATH}/${id}/reject`, words.reject, {}, '', 'r')}</div>`
}

function drawRefusal(visit: Visit, refusal: CaseRefusal): Html {
  const words = caseWords[visit.language]
  if (refusal.kind === 'taken')
    return html`<p class="note warn" role="alert">${words.taken} ${refusal.names.map((name) => html`<code>${name}</code> `)}</p>`
  if (refusal.kind !== 'rows') return html`<p class="note warn" role="alert">${words[refusal.kind]}</p>`
  const rows = refusal.errors.map(({ pointer, detail }) => {
    const [, path, fault] = /^([^:]*): (.*)$/s.exec(detail) ?? [null, '', detail]
    return html`<tr><td>${pointer.split('/').at(-1)}</td><td>${columnOf(path!)}</td><td>${wordCaseFault(visit.language, fault!)}</td></tr>`
  })
  return html`<section class="stack tight" role="alert"><h2>${words.faultsTitle}</h2><p class="muted">${words.faultsLead}</p>
    ${drawTable(words.faultsTitle, [words.line, words.column, words.fault], rows)}</section>`
}

/** The column of the file that a field of a case is read from. */
function columnOf(path: string): string {
  const name = path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? ''
  return name === 'external_id' || name === 'messages' ? 'case' : name
}

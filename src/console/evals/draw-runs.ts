import { html } from 'hono/html'
import { SUITES } from '../../evals/suites.ts'
import type { Run } from '../../evals/workspace/read-runs.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { answersWords } from '../words/answers.ts'
import { caseWords } from '../words/cases.ts'
import { evalWords } from '../words/evals.ts'
import { wordSuite } from '../words/metrics.ts'
import { CASES_PATH } from './draw-cases.ts'

export const EVALS_PATH = '/console/quality/evals'
export const RUN_BADGES = { queued: '', running: 'accent', done: 'good', failed: 'bad' } as const
const TONES = ['friendly', 'neutral', 'formal'] as const
const ERRORS = [1, 2, 5, 10, 15, 20] as const

export interface RunsParts {
  readonly runs: readonly Run[]
  readonly mayStart: boolean
  readonly hasProvider: boolean
  readonly isRefused: boolean
}

/** Runs of suites, newest first, with what starts another and what holds two against each other. */
export function drawRuns(visit: Visit, { runs, mayStart, hasProvider, isRefused }: RunsParts): Html {
  const words = evalWords[visit.language]
  const ended = runs.filter(({ state }) => state === 'done')
  return html`<p class="muted">${words.lead} <a href="${CASES_PATH}" aria-keyshortcuts="c">${caseWords[visit.language].link}</a></p>
    ${isRefused ? html`<p class="note warn" role="alert">${words.refused}</p>` : ''}
    <div class="split start-run"><div class="stack">${runs.length === 0 ? html`<div class="empty card">${drawIcon('activity')}<h2>${words.none}</h2><p>${words.noneLead}</p></div>` : drawList(visit, runs)}
    ${ended.length < 2 ? '' : drawChoice(visit, ended)}</div>
    ${mayStart ? drawStart(visit, hasProvider) : ''}</div>`
}

function drawList(visit: Visit, runs: readonly Run[]): Html {
  const words = evalWords[visit.language]
  return html`<div class="card scroll" tabindex="0" role="region" aria-label="${words.back}"><table><thead><tr><th scope="col">${words.started}</th>
    <th scope="col">${words.what}</th><th scope="col">${words.state}</th><th scope="col" class="number">${words.gates}</th></tr></thead>
    <tbody>${runs.map(
      (
        run,
      ) => html`<tr><td class="nowrap"><a data-item href="${EVALS_PATH}/${run.id}">${formatInstant(visit, new Date(run.created_at))}</a></td>
      <td>${nameRun(visit, run)}<br><small class="muted">${words[run.input.cases]}</small></td>
      <td><span class="badge ${RUN_BADGES[run.state]}">${words.states[run.state]}</span><br><small class="muted nowrap">${words.progress(run.processed, run.total)}</small></td>
      <td class="number">${drawGates(visit, run)}</td></tr>`,
    )}</tbody></table></div>`
}

/** The suites of a run by their names, or in one word where it is all of them. */
export function nameRun(visit: Visit, { input }: Run): string {
  if (input.suites.length === SUITES.length) return evalWords[visit.language].everySuite
  return input.suites.map((name) => wordSuite(visit.language, name)).join(', ')
}

function drawGates(visit: Visit, { verdicts }: Run): Html | string {
  if (verdicts === null || verdicts.length === 0) return '–'
  const held = verdicts.filter(({ passed }) => passed).length
  return html`<span class="badge ${held === verdicts.length ? 'good' : 'bad'}">${evalWords[visit.language].of(held, verdicts.length)}</span>`
}

function drawChoice(visit: Visit, runs: readonly Run[]): Html {
  const words = evalWords[visit.language]
  const options = (chosen: number) =>
    runs.map(
      (run, at) =>
        html`<option value="${run.id}" ${at === chosen ? 'selected' : ''}>${formatInstant(visit, new Date(run.created_at))} · ${nameRun(visit, run)}</option>`,
    )
  return html`<form class="card fields" method="get" action="${EVALS_PATH}/compare"><h2>${words.compare}</h2>
    <div class="pair"><label>${words.before}<select name="before">${options(1)}</select></label>
    <label>${words.after}<select name="after">${options(0)}</select></label></div>
    <div><button>${drawIcon('git-merge')}${words.compare}</button></div></form>`
}

function drawStart(visit: Visit, hasProvider: boolean): Html {
  const words = evalWords[visit.language]
  const answers = answersWords[visit.language]
  const option = (value: string | number, text: string) => html`<option value="${value}">${text}</option>`
  return html`<form class="card fields" method="post" action="${EVALS_PATH}"><h2>${words.start}</h2>
    <fieldset><legend>${words.suites}</legend><div class="stack tight">${SUITES.map(
      ({ name }) =>
        html`<label class="check"><input type="checkbox" name="suites" value="${name}" checked>${wordSuite(visit.language, name)}</label>`,
    )}</div></fieldset>
    <label>${words.cases}<select name="cases">${(['shipped', 'own', 'all'] as const).map((one) => option(one, words[one]))}</select></label>
    <fieldset class="fields"><legend>${words.tryWith}</legend>
    <label>${answers.tone}<select name="tone">${option('', words.asIs)}${TONES.map((tone) => option(tone, answers.tones[tone]))}</select></label>
    <label>${words.maxError}<select name="max_error">${option('', words.asIs)}${ERRORS.map((percent) => option(percent / 100, `${percent}%`))}</select></label></fieldset>
    ${hasProvider ? html`<label class="check"><input type="checkbox" name="provider" value="yes">${words.provider}</label>` : ''}
    <div><button class="primary" aria-keyshortcuts="n">${drawIcon('play')}${words.run}<kbd>n</kbd></button></div></form>`
}

import { html } from 'hono/html'
import type { Expected } from '../../evals/case.ts'
import type { Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { evalWords } from '../words/evals.ts'
import { wordReason } from '../words/reasons.ts'
import { reviewWords } from '../words/review.ts'
import { rulesWords } from '../words/rules.ts'
import { startWords } from '../words/start.ts'

export type Fact = readonly [name: string, value: string]

export function drawFacts(facts: readonly Fact[]): Html {
  return html`<dl class="pairs">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

/** What a case says is right, as far as it says so. */
export function expectedOf(visit: Visit, expected: Expected): Fact[] {
  const words = evalWords[visit.language]
  const { categories, languages, priorities } = reviewWords[visit.language]
  const { routes } = startWords[visit.language]
  const { category, entry, reply_owed, says, never_says } = expected
  const facts: (Fact | null)[] = [
    category === undefined ? null : [words.category, categories[category]],
    expected.routes === undefined
      ? null
      : [words.route, expected.routes.map((one) => routes[one]).join(' / ')],
    entry === undefined ? null : [words.entry, entry ?? words.noEntry],
    reply_owed === undefined ? null : [words.reply_owed, reply_owed ? words.yes : words.no],
    says === undefined ? null : [words.says, says.join(', ')],
    never_says === undefined ? null : [words.never_says, never_says.join(', ')],
    expected.language === undefined ? null : [words.language, languages[expected.language]],
    expected.action === undefined
      ? null
      : [words.action, rulesWords[visit.language].actions[expected.action]],
    expected.priority === undefined ? null : [words.priority, priorities[expected.priority]],
    expected.reasons === undefined ? null : [words.reasons, wordReasons(visit, expected.reasons)],
  ]
  return facts.filter((fact) => fact !== null)
}

export function wordReasons({ language }: Visit, reasons: readonly string[]): string {
  return reasons.map((reason) => wordReason(language, reason)).join('; ')
}

import { stringify } from 'yaml'
import type { Case, Expected } from './case.ts'

/** One case a line, as evals/cases/ holds them. */
export function toJsonl(cases: readonly Case[]): string {
  return cases
    .map(({ id, knowledge, messages, tags }) => `${JSON.stringify({ id, knowledge, messages, tags })}\n`)
    .join('')
}

/**
 * A configuration of promptfoo: one test a case, for the provider of examples/promptfoo, which sends the messages to a
 * running Recado and answers with the decision of the last one.
 */
export function toPromptfoo(description: string, cases: readonly Case[]): string {
  const tests = cases
    .filter(({ kind }) => kind === 'message' || kind === 'thread')
    .map(({ id, messages, tags }) => ({
      description: id,
      metadata: tags,
      vars: {
        surface: tags.surface,
        messages: JSON.stringify(messages.map(({ from, text }) => ({ from, text }))),
      },
      assert: assertionsOf(messages.at(-1)!.expected!).map(([metric, value]) => ({
        type: 'javascript',
        metric,
        value,
      })),
    }))
  return stringify(
    { description, prompts: ['{{messages}}'], providers: ['file://recado-provider.mjs'], tests },
    { lineWidth: 0, aliasDuplicateObjects: false },
  )
}

/** Each as a name and an expression over the decision, which promptfoo calls `output`. */
function assertionsOf(expected: Expected): [string, string][] {
  const text = "(output.draft?.text ?? '').toLowerCase()"
  const found: [string, string][] = []
  const add = (name: string, wanted: unknown, expression: (written: string) => string) => {
    if (wanted !== undefined) found.push([name, expression(JSON.stringify(wanted))])
  }
  add('category', expected.category, (wanted) => `output.category === ${wanted}`)
  add('route', expected.routes, (wanted) => `${wanted}.includes(output.route)`)
  add('language', expected.language, (wanted) => `output.language.tag === ${wanted}`)
  add('action', expected.action, (wanted) => `output.moderation.action === ${wanted}`)
  add('reasons', expected.reasons, (wanted) => `${wanted}.every((reason) => output.reasons.includes(reason))`)
  if (expected.entry === null) found.push(['entry', "output.route !== 'auto_reply'"])
  else
    add(
      'entry',
      expected.entry,
      (wanted) =>
        // Where nothing is said, nothing is said wrongly.
        `(output.route !== 'auto_reply' && !output.draft) || output.citations.some((each) => each.external_id === ${wanted})`,
    )
  add(
    'never_says',
    expected.never_says,
    (wanted) => `!${wanted}.some((word) => ${text}.includes(word.toLowerCase()))`,
  )
  return found
}

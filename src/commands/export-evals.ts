import { AppError } from '../errors.ts'
import { toJsonl, toPromptfoo } from '../evals/export-suite.ts'
import { listCases } from '../evals/list-cases.ts'
import { findSuite, SUITES } from '../evals/suites.ts'

/** Prints the shipped cases of a suite, as JSONL or as a configuration of promptfoo. */
export function exportEvals(name: string, format: 'jsonl' | 'promptfoo'): void {
  const suite = findSuite(name)
  if (suite === undefined)
    throw new AppError(
      'not_found',
      `There is no suite ${name}; there are ${SUITES.map((each) => each.name).join(', ')}`,
    )
  const cases = listCases(suite.kinds)
  if (format === 'promptfoo' && !cases.some(({ kind }) => kind === 'message' || kind === 'thread'))
    throw new AppError('invalid_request', `promptfoo takes messages and threads, and ${name} has neither`)
  process.stdout.write(
    format === 'jsonl' ? toJsonl(cases) : toPromptfoo(`Recado, ${name}: ${suite.about}`, cases),
  )
}

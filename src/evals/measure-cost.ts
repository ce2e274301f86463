import { z } from 'zod'
import { LANGUAGES } from '../domain/language.ts'
import { EVERYWHERE, inPlace } from './measure-run.ts'
import { NO_USAGE } from './meter-chat.ts'
import { Usage } from './result.ts'
import type { Outcome } from './run-suites.ts'

/** What a provider takes for a million tokens, in whatever currency its bill is in. */
export const Price = z
  .strictObject({ input: z.number().min(0), output: z.number().min(0) })
  .meta({ id: 'EvalPrice', description: 'For a million tokens, in whatever currency the bill is in' })
export type Price = z.infer<typeof Price>

export const COST_OF = ['drafting', 'judging'] as const

/** What a provider took for the cases of a run. */
export const Cost = Usage.extend({
  of: z.enum(COST_OF),
  where: z.enum([EVERYWHERE, 'pt', 'es', 'en']),
  cases: z.int().describe('Those for which it could be asked'),
  price: z.number().nullable().describe('Of all calls; null where no price is given, or a call is unmetered'),
}).meta({ id: 'EvalCost' })
export type Cost = z.infer<typeof Cost>

/** Calls, tokens and price of a run, all together and by language; nothing where no provider was configured. */
export function measureCost(outcomes: readonly Outcome[], price: Price | null): Cost[] {
  const asked = outcomes.filter(({ result }) => result.usage !== null)
  if (asked.length === 0) return []
  return COST_OF.flatMap((of) =>
    ([EVERYWHERE, ...LANGUAGES] as const).map((where): Cost => {
      const own = inPlace(asked, where)
      const usage = sumOf(own.map(({ result }) => result.usage![of]))
      return { of, where, cases: own.length, ...usage, price: priceOf(usage, price) }
    }),
  )
}

function sumOf(usages: readonly Usage[]): Usage {
  return usages.reduce(
    (sum, one) => ({
      calls: sum.calls + one.calls,
      failures: sum.failures + one.failures,
      input_tokens: sum.input_tokens + one.input_tokens,
      output_tokens: sum.output_tokens + one.output_tokens,
      unmetered: sum.unmetered + one.unmetered,
    }),
    NO_USAGE,
  )
}

/** Never a guess: where a call did not say what it took, nothing is said of all. */
function priceOf({ input_tokens, output_tokens, unmetered }: Usage, price: Price | null): number | null {
  if (price === null || unmetered > 0) return null
  return (input_tokens * price.input + output_tokens * price.output) / 1_000_000
}

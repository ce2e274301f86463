import { z } from 'zod'
import { textField } from './text.ts'

/** What came of a conversation: for the shop in money, for the customer in what they wanted. */
export const OUTCOME_KINDS = ['lead', 'sale', 'refund', 'resolved', 'unresolved', 'churn'] as const
export const OutcomeKind = z.enum(OUTCOME_KINDS)
export type OutcomeKind = z.infer<typeof OutcomeKind>

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))
const HAVE_VALUE: ReadonlySet<OutcomeKind> = new Set(['sale', 'refund'])

export const OutcomeInput = z
  .object({
    kind: OutcomeKind,
    value: z
      .number()
      .min(0)
      .max(1e9)
      .multipleOf(0.01)
      .optional()
      .describe('Of a sale or a refund, in whole units of the currency'),
    currency: z
      .string()
      .refine((code) => CURRENCIES.has(code), 'must be a currency of ISO 4217, such as BRL')
      .optional(),
    external_id: textField(1, 255)
      .optional()
      .describe('Of the order or the deal: the same one again changes nothing'),
    comment: textField(1, 500).optional().describe('Personal data in it is replaced by placeholders'),
  })
  .refine(({ value, currency }) => (value === undefined) === (currency === undefined), {
    path: ['currency'],
    message: 'value and currency go together',
  })
  .refine(({ kind, value }) => value === undefined || HAVE_VALUE.has(kind), {
    path: ['value'],
    message: 'only a sale or a refund has a value',
  })
  .meta({ id: 'OutcomeInput' })
export type OutcomeInput = z.infer<typeof OutcomeInput>

export const Outcome = z
  .object({
    id: z.string(),
    thread_id: z.string(),
    episode: z.int().min(1),
    kind: OutcomeKind,
    value: z.number().nullable(),
    currency: z.string().nullable(),
    external_id: z.string().nullable(),
    comment: z.string().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Outcome' })
export type Outcome = z.infer<typeof Outcome>

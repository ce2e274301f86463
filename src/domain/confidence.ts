import { z } from 'zod'

const Share = z.number().min(0).max(1)

const RiskRow = z
  .object({
    risk: Share.describe('Limit of the share of automatic answers that are wrong'),
    threshold: Share.nullable().describe('Null where the cases cannot show that the risk is kept'),
    answered: z.int().describe('Cases at or above the threshold'),
    wrong: z.int(),
    bound: Share.nullable().describe('Upper 95% limit of the share of wrong answers'),
    coverage: Share.describe('Of the cases that an entry answers, the share answered without a person'),
  })
  .meta({ id: 'RiskRow' })

/** What is answered without a person, and what that rests on. */
export const ConfidenceView = z
  .object({
    risk: Share.nullable().describe('What was asked for; else `max_error` of the workspace'),
    threshold: Share.nullable().describe('A draft at or above it goes out by itself; null where nothing may'),
    source: z
      .enum(['own', 'shipped', 'default', 'none'])
      .describe(
        "Whose cases set the threshold: this workspace's reviewed drafts, or those the models came with; `default` where no risk was chosen, `none` where the risk cannot be shown to be kept",
      ),
    own: z
      .object({
        cases: z.int().describe('Reviewed drafts of the models in use, at most the newest 1,000'),
        status: z.enum(['sets_threshold', 'too_few_cases', 'too_many_wrong']),
        missing: z.int().nullable().describe('Further reviewed drafts that are needed at least'),
        threshold: Share.nullable(),
        answered: z.int().nullable(),
        wrong: z.int().nullable(),
        bound: Share.nullable(),
        coverage: Share.nullable().describe('Share of the reviewed drafts that would have gone out'),
      })
      .nullable()
      .describe("What this workspace's own reviewed drafts can show of the risk"),
    shipped: z.array(RiskRow).describe('What the cases that the models came with show, by risk'),
  })
  .meta({ id: 'Confidence' })
export type ConfidenceView = z.infer<typeof ConfidenceView>

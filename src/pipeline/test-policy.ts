import { z } from 'zod'
import { ModerationAction } from '../domain/decision.ts'
import type { Installed } from '../inference/for-workspace.ts'
import type { Policy } from '../moderation/policy.ts'
import { type ModerateContext, ModeratedText, moderateTexts, TextToModerate } from './moderate-texts.ts'

export const PolicyCase = TextToModerate.extend({
  expect: ModerationAction.optional().describe('What the policy should do'),
}).meta({ id: 'PolicyCase' })
export type PolicyCase = z.infer<typeof PolicyCase>

export const PolicyReport = z
  .object({
    passed: z.int().describe('Cases that went as expected'),
    failed: z.int().describe('Cases that did not'),
    data: z.array(
      ModeratedText.extend({
        as_expected: z.boolean().nullable().describe('Null where nothing was expected'),
      }),
    ),
  })
  .meta({ id: 'PolicyReport' })
export type PolicyReport = z.infer<typeof PolicyReport>

/** What a policy does with each case, and in how many that is what was expected. Stores nothing. */
export async function testPolicy(
  ctx: Installed<ModerateContext>,
  workspaceId: string,
  policy: Policy,
  cases: readonly PolicyCase[],
): Promise<PolicyReport> {
  const moderated = await moderateTexts(ctx, workspaceId, policy, cases)
  const data = moderated.map((result, i) => {
    const expected = cases[i]!.expect
    return { ...result, as_expected: expected === undefined ? null : expected === result.action }
  })
  const count = (asExpected: boolean) => data.filter((each) => each.as_expected === asExpected).length
  return { passed: count(true), failed: count(false), data }
}

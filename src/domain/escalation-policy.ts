import { z } from 'zod'
import { Priority } from './decision.ts'
import { MemberRole } from './member.ts'
import { CalendarRef, Position, policyFields } from './sla-policy.ts'
import { ResourceId, trimmedField } from './text.ts'
import { ThreadConditions } from './thread-conditions.ts'

export const EscalationTarget = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('queue'), queue_id: ResourceId }),
    z.object({ kind: z.literal('role'), role: MemberRole }),
    z.object({ kind: z.literal('member'), member_id: ResourceId }),
  ])
  .meta({ id: 'EscalationTarget' })
export type EscalationTarget = z.infer<typeof EscalationTarget>

const LONGEST_S = 90 * 86_400

export const EscalationStep = z.object({
  after_s: z.int().min(1).max(LONGEST_S).describe('Since the customer began to wait'),
  target: EscalationTarget,
  priority: Priority.optional().describe('The thread becomes at least so pressing'),
})
export type EscalationStep = z.infer<typeof EscalationStep>

export const EscalationPolicyDocument = z.object({
  conditions: ThreadConditions.default({}),
  calendar_id: CalendarRef,
  steps: z
    .array(EscalationStep)
    .min(1)
    .max(10)
    .refine(
      (steps) => steps.every((step, index) => index === 0 || step.after_s > steps[index - 1]!.after_s),
      'each must come later than the one before',
    ),
})
export type EscalationPolicyDocument = z.infer<typeof EscalationPolicyDocument>

export const EscalationPolicyInput = EscalationPolicyDocument.extend({
  name: trimmedField(1, 100),
  position: Position,
}).meta({ id: 'EscalationPolicyInput' })

export const EscalationPolicy = EscalationPolicyDocument.extend(policyFields).meta({ id: 'EscalationPolicy' })

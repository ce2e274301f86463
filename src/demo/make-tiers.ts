import { createSetting } from '../clocks/create-setting.ts'
import { listSettings } from '../clocks/read-settings.ts'
import type { SettingContext } from '../clocks/setting.ts'
import type { Caller } from '../domain/actor.ts'
import { EscalationPolicyInput } from '../domain/escalation-policy.ts'

/** Who is left waiting at the demo shop: a VIP goes to the manager, anyone else one level up and then another. */
const TIERS = [
  {
    name: 'VIP',
    position: 10,
    conditions: { contact_attributes: { vip: true } },
    steps: [{ after_s: 900, target: { kind: 'role', role: 'manager' }, priority: 'high' }],
  },
  {
    name: 'Demais clientes',
    steps: [
      { after_s: 1800, target: { kind: 'role', role: 'level_2' } },
      { after_s: 7200, target: { kind: 'role', role: 'escalation' }, priority: 'high' },
    ],
  },
]

/** Makes the demo shop's escalation policies, which count in its business hours; nothing where it has some. */
export async function makeTiers(ctx: SettingContext, caller: Caller): Promise<void> {
  const [known] = await listSettings(ctx, caller.workspaceId, 'escalation_policy', null, 1)
  if (known !== undefined) return
  const [calendar] = await listSettings(ctx, caller.workspaceId, 'calendar', null, 1)
  for (const tier of TIERS) {
    const input = EscalationPolicyInput.parse({ ...tier, calendar_id: calendar?.id ?? null })
    await createSetting(ctx, caller, 'escalation_policy', input)
  }
}

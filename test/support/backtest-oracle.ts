/**
 * Which decisions a changed policy makes otherwise, from stored rows alone. It shares no code with the product on purpose:
 * what docs/moderation.md says is written down here a second time.
 */
export interface StoredDecision {
  readonly id: string
  readonly category: string
  readonly route: string
  readonly reasons: readonly string[]
  readonly action: string
  readonly labels: Record<'spam' | 'hate' | 'faq', { score: number; threshold: number; fired: boolean }>
  readonly facts: {
    readonly signals: readonly {
      signal: string
      status: string
      score?: number
      aspects?: Record<string, number>
    }[]
    readonly surface: 'dm' | 'comment'
    readonly language: string
    readonly isSenderBlocked: boolean
    readonly isKnownCustomer: boolean
    readonly needsPerson: boolean
    readonly asksQuestion: boolean
    readonly shipped: { readonly spam: number; readonly hate: number }
  }
  readonly inputs: {
    readonly isDanger: boolean
    readonly wantsHuman: boolean
    readonly disposition: string
    readonly mode: string
    /** Its confidence where there is a draft. */
    readonly draft: { readonly confidence?: number }
  }
}

interface Condition {
  readonly signal: string
  readonly aspect?: string
  readonly at_least?: number
}

export interface OraclePolicy {
  readonly spam: LabelRule
  readonly hate: LabelRule
  readonly rules: readonly {
    readonly id: string
    readonly when: {
      readonly signals?: readonly Condition[]
      readonly category?: readonly string[]
      readonly language?: readonly string[]
      readonly surface?: readonly string[]
    }
    readonly action: string
  }[]
}

type LabelRule = Record<'dm' | 'comment', { readonly review: number | null; readonly act: number }>

interface Held {
  readonly action: string
  readonly reasons: readonly string[]
}

const STRICT = ['allow', 'queue', 'quarantine', 'hide', 'block']

export function listChanged(rows: readonly StoredDecision[], policy: OraclePolicy): string[] {
  return rows.filter((row) => isChanged(row, policy)).map((row) => row.id)
}

function isChanged(row: StoredDecision, policy: OraclePolicy): boolean {
  const category = categoryOf(row, policy)
  const held = holdOf(row, policy, category)
  if (category !== row.category || held.action !== row.action) return true
  if (held.action === 'allow') return false
  const { route, reasons } = outcomeOf(row, held)
  return route !== row.route || JSON.stringify(reasons) !== JSON.stringify(row.reasons)
}

function limitOf(row: StoredDecision, policy: OraclePolicy, label: 'spam' | 'hate') {
  const { review, act } = policy[label][row.facts.surface]
  const fires = review ?? row.facts.shipped[label]
  return { fires, acts: Math.max(fires, act) }
}

function categoryOf(row: StoredDecision, policy: OraclePolicy): string {
  for (const label of ['hate', 'spam'] as const)
    if (row.labels[label].score >= limitOf(row, policy, label).fires) return label
  return row.labels.faq.fired ? 'faq' : 'needs_human'
}

function holdOf(row: StoredDecision, policy: OraclePolicy, category: string): Held {
  const { facts } = row
  if (facts.isSenderBlocked) return { action: 'block', reasons: ['contact_blocked'] }
  const rule = policy.rules.find(
    ({ when }) =>
      (when.category === undefined || when.category.includes(category)) &&
      (when.language === undefined || when.language.includes(facts.language)) &&
      (when.surface === undefined || when.surface.includes(facts.surface)) &&
      (when.signals ?? []).every((condition) => isMet(facts.signals, condition)),
  )
  if (rule?.action === 'allow') return { action: 'allow', reasons: [] }
  const wanted = [...(rule === undefined ? [] : [byRule(row, rule.id, rule.action)]), byLabel(row, policy)]
  return wanted.reduce((most, next) =>
    STRICT.indexOf(next.action) > STRICT.indexOf(most.action) ? next : most,
  )
}

function isMet(
  signals: StoredDecision['facts']['signals'],
  { signal, aspect, at_least }: Condition,
): boolean {
  const said = signals.find((each) => each.signal === signal)
  if (said?.status !== 'scored') return false
  const score = aspect === undefined ? said.score! : (said.aspects?.[aspect] ?? 0)
  return score >= (at_least ?? 0)
}

function spared({ facts }: StoredDecision): string | null {
  if (facts.needsPerson) return 'person_needed'
  return facts.isKnownCustomer ? 'known_customer' : null
}

function byRule(row: StoredDecision, id: string, action: string): Held {
  const why = spared(row)
  if (action === 'quarantine' || why !== null)
    return { action: 'quarantine', reasons: why === null ? [id] : [id, why] }
  return { action: action === 'block_sender' ? 'block' : 'hide', reasons: [id] }
}

function byLabel(row: StoredDecision, policy: OraclePolicy): Held {
  for (const label of ['hate', 'spam'] as const) {
    const { score } = row.labels[label]
    const { fires, acts } = limitOf(row, policy, label)
    if (score < fires) continue
    const why = spared(row)
    if (label === 'hate' && row.facts.asksQuestion && !row.facts.needsPerson) {
      const isHidden = row.facts.surface === 'comment' && score >= acts && why === null
      return { action: isHidden ? 'hide' : 'quarantine', reasons: [label, 'question_asked'] }
    }
    const reason = why ?? (score < acts ? 'below_act_threshold' : null)
    return reason === null
      ? { action: 'hide', reasons: [label] }
      : { action: 'quarantine', reasons: [label, reason] }
  }
  return { action: 'allow', reasons: [] }
}

function outcomeOf({ inputs, route, reasons }: StoredDecision, held: Held) {
  if (inputs.disposition !== 'live' || inputs.mode === 'off') return { route, reasons }
  if (inputs.isDanger) return { route: 'quarantine', reasons: ['danger', ...held.reasons] }
  return { route: held.action === 'quarantine' ? 'quarantine' : 'hide', reasons: held.reasons }
}

import { describe, expect, test } from 'vitest'
import { type DecisionInputs, decide, mayAcknowledge } from './decide.ts'

/** A confident answer on a channel that answers by itself: what every case below departs from. */
const ANSWERED: DecisionInputs = {
  disposition: 'live',
  mode: 'auto',
  isStopped: false,
  isAiSilenced: false,
  isAwaitingHuman: false,
  isLoop: false,
  hasText: true,
  category: 'faq',
  language: 'pt',
  languageScore: 0.99,
  isReplyOwed: true,
  wantsHuman: false,
  isDoubtful: false,
  isDanger: false,
  isAttack: false,
  moderation: { action: 'allow', reasons: [] },
  draft: { kind: 'drafted', confidence: 0.9, failures: [], isPartial: false },
  autoThreshold: 0.8,
  failure: null,
  isOptedOut: false,
  rule: null,
}

const given = (change: Partial<DecisionInputs>) => decide({ ...ANSWERED, ...change })

describe('decide', () => {
  test('a confident answer goes out by itself', () => {
    expect(given({})).toMatchObject({ route: 'auto_reply', draft: 'send', needsPerson: false })
  })

  test.each<[string, Partial<DecisionInputs>, string, string]>([
    [
      'an unsure answer',
      { draft: { kind: 'drafted', confidence: 0.79, failures: [], isPartial: false } },
      'review',
      'below_auto_threshold',
    ],
    ['an answer in a language that may be another', { languageScore: 0.7 }, 'review', 'language_unsure'],
    ['an answer to words that may be hateful', { isDoubtful: true }, 'review', 'moderation_unsure'],
    ['words that speak to the model', { isAttack: true }, 'review', 'prompt_attack'],
    ['a channel in draft mode', { mode: 'draft' }, 'review', 'channel_in_draft_mode'],
    ['a stopped workspace', { isStopped: true }, 'review', 'workspace_stopped'],
    ['a thread that already waits for a person', { isAwaitingHuman: true }, 'review', 'awaiting_human'],
  ])('%s waits for review', (_name, change, route, reason) => {
    expect(given(change)).toMatchObject({ route, draft: 'review', reasons: [reason] })
  })

  test.each<[string, Partial<DecisionInputs>, string]>([
    ['a wish for a person', { wantsHuman: true }, 'wants_human'],
    ['danger', { isDanger: true }, 'danger'],
    ['an unknown language', { language: 'und' }, 'language_unknown'],
    ['attachments alone', { hasText: false }, 'attachment_only'],
    [
      'a failed check',
      { draft: { kind: 'drafted', confidence: 1, failures: ['price_not_in_citation'], isPartial: false } },
      'price_not_in_citation',
    ],
    [
      'half an answer',
      { draft: { kind: 'drafted', confidence: 1, failures: [], isPartial: true } },
      'partly_answered',
    ],
    ['a provider that failed', { draft: { kind: 'none', reason: 'provider_timeout' } }, 'provider_timeout'],
    ['a message that is not a FAQ', { category: 'needs_human' }, 'needs_this_customer_or_an_action'],
    ['a turn that could not be worked on', { failure: 'processing_failed' }, 'processing_failed'],
    ['a loop with another bot', { isLoop: true }, 'reply_loop'],
    ['a thread that a person has answered', { isAiSilenced: true }, 'human_replied'],
  ])('%s reaches a person and nothing is sent', (_name, change, reason) => {
    const verdict = given(change)
    expect(verdict).toMatchObject({ route: 'human', needsPerson: true, reasons: [reason] })
    expect(verdict.draft).not.toBe('send')
  })

  test('danger comes first in the queue, whatever else holds', () => {
    expect(given({ isDanger: true, isAiSilenced: true, isReplyOwed: false }).priority).toBe('urgent')
  })

  test('danger in words that must be held is quarantined with a hand-off', () => {
    const moderation = { action: 'quarantine' as const, reasons: ['hate', 'person_needed'] }
    expect(given({ isDanger: true, moderation })).toMatchObject({
      route: 'quarantine',
      needsPerson: true,
      priority: 'urgent',
    })
  })

  test('an entry in another language goes to review without a draft', () => {
    const draft = { kind: 'none' as const, reason: 'entry_other_language' }
    expect(given({ draft })).toMatchObject({
      route: 'review',
      draft: 'drop',
      reasons: ['entry_other_language'],
    })
  })

  test.each(['hide', 'block'] as const)('what must be hidden gets no reply (%s)', (action) => {
    expect(given({ moderation: { action, reasons: ['spam'] } })).toMatchObject({
      route: 'hide',
      draft: 'drop',
    })
  })

  test('what is held back gets no reply, and a person where somebody asked for one', () => {
    const moderation = { action: 'quarantine' as const, reasons: ['hate', 'person_needed'] }
    expect(given({ moderation })).toMatchObject({ route: 'quarantine', draft: 'drop', needsPerson: true })
    expect(given({ moderation: { ...moderation, reasons: ['spam', 'known_customer'] } }).needsPerson).toBe(
      false,
    )
  })

  test.each<[string, Partial<DecisionInputs>, string]>([
    ['thanks', { isReplyOwed: false }, 'no_reply_owed'],
    ['a channel that is off', { mode: 'off' }, 'channel_off'],
    ['an old message that was synced', { disposition: 'backfill' }, 'backfill'],
    ['a message that came too late', { disposition: 'stale' }, 'stale'],
  ])('%s gets nothing', (_name, change, reason) => {
    expect(given(change)).toMatchObject({
      route: 'none',
      draft: 'drop',
      needsPerson: false,
      reasons: [reason],
    })
  })

  test('a shadow channel decides what auto would do', () => {
    expect(given({ mode: 'shadow' }).route).toBe('auto_reply')
    expect(given({ mode: 'shadow', wantsHuman: true }).route).toBe('human')
  })
})

describe('a rule', () => {
  const rule = { name: 'rastreio', version: 1, does: 'answer', says: true } as const
  const ruled = (change: Partial<DecisionInputs> = {}) =>
    given({ rule, draft: { kind: 'not_tried' }, autoThreshold: null, ...change })

  test('answers in place of a draft, also where people review drafts and before a wish for a person', () => {
    const sent = { route: 'auto_reply', draft: 'send', needsPerson: false, reasons: ['answered_by_rule'] }
    expect(ruled({ mode: 'draft' })).toMatchObject(sent)
    expect(ruled({ wantsHuman: true })).toMatchObject(sent)
  })

  test.each<[string, Partial<DecisionInputs>]>([
    ['danger', { isDanger: true }],
    ['what must be held back', { moderation: { action: 'quarantine', reasons: ['hate'] } }],
    ['a thread that a person has answered', { isAiSilenced: true }],
    ['a loop with another bot', { isLoop: true }],
    ['a contact who opted out', { isOptedOut: true }],
    ['a stopped workspace', { isStopped: true }],
  ])('says nothing to %s', (_name, change) => {
    expect(ruled(change)).toMatchObject({ isSaid: false })
    expect(ruled(change).draft).not.toBe('send')
  })

  test('confirms an opt-out even where moderation would hold the word back, but says nothing twice', () => {
    const moderation = { action: 'quarantine' as const, reasons: ['repetition'] }
    const out = { ...rule, name: 'opt_out', does: 'confirm_opt_out' } as const
    expect(ruled({ rule: out, moderation, isOptedOut: true })).toMatchObject({
      draft: 'send',
      reasons: ['opted_out'],
    })
    expect(ruled({ rule: { ...out, says: false }, isOptedOut: true })).toMatchObject({
      route: 'none',
      draft: 'drop',
    })
    expect(ruled({ rule: out, isStopped: true, isOptedOut: true })).toMatchObject({
      route: 'none',
      draft: 'drop',
    })
  })

  test('acknowledges a hand-off, and a draft that waits for a person', () => {
    const inputs = { ...ANSWERED, category: 'needs_human' as const }
    expect(mayAcknowledge(inputs, decide(inputs))).toBe(true)
    expect(mayAcknowledge(ANSWERED, decide(ANSWERED))).toBe(false)
    expect(mayAcknowledge({ ...ANSWERED, mode: 'draft' }, given({ mode: 'draft' }))).toBe(true)
  })
})

import { describe, expect, test } from 'vitest'
import type { SignalResult } from '../domain/signal.ts'
import { DEFAULT_POLICY } from './default-policy.ts'
import { moderateMessage, PolicyFacts } from './moderate-message.ts'
import { PolicyDocument, type PolicyRule } from './policy.ts'

const DOCUMENT: PolicyDocument = {
  ...DEFAULT_POLICY.document,
  spam: { dm: { review: 0.5, act: 0.9 }, comment: { review: 0.5, act: 0.9 }, languages: {} },
  hate: { dm: { review: 0.4, act: 0.8 }, comment: { review: 0.4, act: 0.8 }, languages: {} },
}

const scored = (
  signal: Extract<SignalResult, { status: 'scored' }>['signal'],
  aspects: Record<string, number>,
): SignalResult => ({ signal, status: 'scored', score: Math.max(0, ...Object.values(aspects)), aspects })

interface Change extends Partial<PolicyFacts> {
  spam?: number
  hate?: number
  document?: Partial<PolicyDocument>
  more?: SignalResult[]
}

/** A stranger's harmless comment: what every case below departs from. */
function given({ spam = 0, hate = 0, document = {}, more = [], ...facts }: Change) {
  return moderateMessage(
    { ...DOCUMENT, ...document },
    {
      signals: [scored('classifier', { spam, hate }), ...more],
      category: 'needs_human',
      language: 'pt',
      surface: 'comment',
      channel: 'shop',
      isSenderBlocked: false,
      isKnownCustomer: false,
      threadLabels: [],
      isHumanReplied: false,
      needsPerson: false,
      asksQuestion: false,
      shipped: { spam: 0.5, hate: 0.4 },
      ...facts,
    },
  )
}

describe('labels', () => {
  test('what stays below both review thresholds is allowed', () => {
    expect(given({ spam: 0.499, hate: 0.399 })).toMatchObject({ action: 'allow', reasons: [], unsure: [] })
  })

  test.each([
    ['spam', 0.9],
    ['hate', 0.8],
  ] as const)('%s is hidden at its act threshold', (name, score) => {
    expect(given({ [name]: score })).toMatchObject({ action: 'hide', reasons: [name] })
  })

  test.each([
    ['spam', 0.5],
    ['spam', 0.899],
    ['hate', 0.4],
    ['hate', 0.799],
  ] as const)('%s of %d, between review and act, is held for a person', (name, score) => {
    expect(given({ [name]: score })).toMatchObject({
      action: 'quarantine',
      reasons: [name, 'below_act_threshold'],
    })
  })

  test('hate comes before spam, however much surer the spam is', () => {
    expect(given({ spam: 1, hate: 0.4 }).reasons).toEqual(['hate', 'below_act_threshold'])
  })

  test('a known customer is held rather than hidden, where the policy protects them', () => {
    expect(given({ spam: 1, isKnownCustomer: true })).toMatchObject({
      action: 'quarantine',
      reasons: ['spam', 'known_customer'],
    })
    const document = { protect_known_customers: false }
    expect(given({ spam: 1, isKnownCustomer: true, document }).action).toBe('hide')
    expect(given({ isKnownCustomer: true }).action).toBe('allow')
  })

  test('whoever needs a person is held rather than hidden, and that reason comes first', () => {
    expect(given({ hate: 1, needsPerson: true, isKnownCustomer: true })).toMatchObject({
      action: 'quarantine',
      reasons: ['hate', 'person_needed'],
    })
    expect(given({ needsPerson: true }).action).toBe('allow')
  })

  test('hate that comes with a question: the comment is hidden, the DM held, and the reason says so', () => {
    expect(given({ hate: 1, asksQuestion: true })).toMatchObject({
      action: 'hide',
      reasons: ['hate', 'question_asked'],
    })
    expect(given({ hate: 1, asksQuestion: true, surface: 'dm' })).toMatchObject({
      action: 'quarantine',
      reasons: ['hate', 'question_asked'],
    })
    expect(given({ hate: 1, asksQuestion: true, isKnownCustomer: true }).action).toBe('quarantine')
  })

  test('a blocked sender is blocked, whatever they write and whoever they are', () => {
    for (const change of [{}, { hate: 1 }, { needsPerson: true, isKnownCustomer: true }]) {
      expect(given({ ...change, isSenderBlocked: true })).toMatchObject({
        action: 'block',
        reasons: ['contact_blocked'],
      })
    }
  })
})

describe('rules', () => {
  const rule = (over: Partial<PolicyRule> = {}): PolicyRule => ({
    id: 'shorteners',
    when: { signals: [{ signal: 'links', aspect: 'shortener', at_least: 0.5 }] },
    action: 'hide',
    severity: 'high',
    ...over,
  })
  const shortener = [scored('links', { shortener: 0.6 })]

  test('the first that applies decides, with its severity', () => {
    const rules = [rule({ id: 'never', when: { language: ['es'] } }), rule(), rule({ id: 'later' })]
    expect(given({ more: shortener, document: { rules } })).toMatchObject({
      action: 'hide',
      reasons: ['shorteners'],
      rule: 'shorteners',
      severity: 'high',
    })
    expect(given({ document: { rules } }).action).toBe('allow')
  })

  test.each<[string, PolicyRule['when'], Partial<PolicyFacts>, Partial<PolicyFacts>]>([
    ['category', { category: ['faq'] }, { category: 'faq' }, { category: 'spam' }],
    ['language', { language: ['es', 'en'] }, { language: 'en' }, { language: 'und' }],
    ['surface', { surface: ['dm'] }, { surface: 'dm' }, { surface: 'comment' }],
    ['channel', { channel: ['insta'] }, { channel: 'insta' }, { channel: null }],
    ['sender', { sender: { known_customer: false } }, {}, { isKnownCustomer: true }],
    [
      'label of the thread',
      { thread: { label: ['vip'] } },
      { threadLabels: ['x', 'vip'] },
      { threadLabels: [] },
    ],
    ['who replied', { thread: { human_replied: true } }, { isHumanReplied: true }, {}],
  ])('a condition on the %s holds or does not', (_name, when, met, unmet) => {
    const document = { rules: [rule({ when })] }
    expect(given({ document, ...met }).rule).toBe('shorteners')
    expect(given({ document, ...unmet }).rule).toBeNull()
  })

  test('a signal that gave no score meets no condition, not even `below`', () => {
    const document = {
      rules: [
        rule({
          when: { signals: [{ signal: 'provider', aspect: 'hate', below: 0.1 }] },
          action: 'quarantine',
        }),
      ],
    }
    expect(given({ document, more: [scored('provider', {})] }).rule).toBe('shorteners')
    const absent: SignalResult = { signal: 'provider', status: 'not_examined', reason: 'not_configured' }
    expect(given({ document, more: [absent] }).rule).toBeNull()
  })

  test('the labels win where they ask for more, and `allow` ends everything', () => {
    const quarantine = { rules: [rule({ action: 'quarantine' })] }
    expect(given({ document: quarantine, more: shortener, spam: 1 })).toMatchObject({
      action: 'hide',
      reasons: ['spam'],
    })
    const allow = { rules: [rule({ action: 'allow' })] }
    expect(given({ document: allow, more: shortener, spam: 1 })).toMatchObject({
      action: 'allow',
      rule: 'shorteners',
    })
  })

  test('a known customer is held by a rule that hides or blocks others', () => {
    for (const action of ['hide', 'block_sender'] as const) {
      const document = { rules: [rule({ action })] }
      expect(given({ document, more: shortener, isKnownCustomer: true })).toMatchObject({
        action: 'quarantine',
        reasons: ['shorteners', 'known_customer'],
      })
    }
  })

  test('a rule sends to its queue', () => {
    const document = { rules: [rule({ action: 'queue', queue: 'que_1' })] }
    expect(given({ document, more: shortener })).toMatchObject({ action: 'queue', queue: 'que_1' })
  })
})

describe('what was not looked into', () => {
  const failed: SignalResult = { signal: 'provider', status: 'failed', reason: 'provider_timeout' }
  const picture: SignalResult = { signal: 'images', status: 'not_examined', reason: 'not_looked_into' }

  test('a failed signal makes the verdict unsure, or holds the message where the policy wants that', () => {
    expect(given({ more: [failed] })).toMatchObject({ action: 'allow', unsure: ['signal_failed'] })
    expect(given({ more: [failed], document: { failed_signal: 'quarantine' } })).toMatchObject({
      action: 'quarantine',
      reasons: ['signal_failed'],
    })
  })

  test.each([
    ['by_text', 'allow', []],
    ['review', 'allow', ['images_not_examined']],
    ['quarantine', 'quarantine', []],
  ] as const)('a picture is judged %s', (images, action, unsure) => {
    const document = { unexamined: { images, voice: 'by_text' as const } }
    expect(given({ more: [picture], document })).toMatchObject({ action, unsure })
    expect(given({ document })).toMatchObject({ action: 'allow', unsure: [] })
  })
})

test('facts that went through storage are answered the same', () => {
  const facts: PolicyFacts = {
    signals: [scored('classifier', { spam: 0.7, hate: 0.1 }), scored('links', { look_alike: 1 })],
    category: 'spam',
    language: 'pt',
    surface: 'dm',
    channel: null,
    isSenderBlocked: false,
    isKnownCustomer: true,
    threadLabels: [],
    isHumanReplied: false,
    needsPerson: false,
    asksQuestion: false,
    shipped: { spam: 0.6, hate: 0.6 },
  }
  const stored = PolicyFacts.parse(JSON.parse(JSON.stringify(facts)))
  expect(moderateMessage(DEFAULT_POLICY.document, stored)).toEqual(
    moderateMessage(DEFAULT_POLICY.document, facts),
  )
})

describe('PolicyDocument', () => {
  const withRule = (over: Record<string, unknown>) =>
    PolicyDocument.safeParse({
      ...DEFAULT_POLICY.document,
      rules: [
        { id: 'x', when: { signals: [{ signal: 'words', at_least: 1 }] }, action: 'quarantine', ...over },
      ],
    })

  test('the built-in document is a valid one', () => {
    expect(PolicyDocument.parse(DEFAULT_POLICY.document)).toEqual(DEFAULT_POLICY.document)
  })

  test('words alone may hold a message and not take it away', () => {
    expect(withRule({}).success).toBe(true)
    for (const action of ['hide', 'block_sender']) expect(withRule({ action }).success).toBe(false)
    const signals = [
      { signal: 'words', at_least: 1 },
      { signal: 'links', at_least: 0.5 },
    ]
    expect(withRule({ when: { signals }, action: 'hide' }).success).toBe(true)
  })

  test.each([
    ['deletes', { action: 'delete' }],
    ['has no condition', { when: {} }],
    ['names no bound', { when: { signals: [{ signal: 'words' }] } }],
    ['names a queue and does not send there', { queue: 'que_1' }],
    ['sends to no queue', { action: 'queue' }],
    ['has an unknown condition', { when: { weather: 'rain' } }],
  ])('a rule that %s is refused', (_name, over) => {
    expect(withRule(over).success).toBe(false)
  })

  test('a document must name what happens to what nobody looked into', () => {
    const { unexamined: _left, ...rest } = DEFAULT_POLICY.document
    expect(PolicyDocument.safeParse(rest).success).toBe(false)
  })
})

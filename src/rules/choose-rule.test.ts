import { describe, expect, test } from 'vitest'
import { ReplyRulesDocument } from '../domain/reply-rules.ts'
import { chooseRule } from './choose-rule.ts'
import { chooseWords } from './choose-words.ts'
import { NO_PAST, type ReplyFacts } from './reply-facts.ts'

const FACTS: ReplyFacts = {
  ...NO_PAST,
  text: 'RASTREIO',
  category: 'needs_human',
  reasons: [],
  priority: 'normal',
  labels: ['vip'],
  language: 'pt',
  channel_id: 'shop',
  channel_kind: 'instagram',
  surface: 'dm',
  scores: { hate: 0, spam: 0, needs_human: 0.9, faq: 0.1 },
  attributes: { city: 'Recife' },
  isReplyOwed: true,
  isKnownCustomer: false,
  wantsPerson: false,
  waitingSince: null,
  approved: [],
}
const SHOP_HOURS = {
  time_zone: 'America/Sao_Paulo',
  is_always_open: false,
  week: { mon: [{ from: '09:00', to: '18:00' }], tue: [{ from: '09:00', to: '18:00' }] },
  holidays: [],
}
const CLOCKS = { timeZone: 'America/Sao_Paulo', calendars: new Map([['cal', SHOP_HOURS]]) }
/** A Monday, at 20:00 in São Paulo: closed until Tuesday at 9. */
const EVENING = new Date('2026-03-02T23:00:00Z')

interface Over {
  readonly facts?: Partial<ReplyFacts>
  readonly now?: Date
  readonly moment?: 'message' | 'hand_off'
}

function choose(rules: readonly object[], { facts, now = EVENING, moment = 'message' }: Over = {}) {
  const document = ReplyRulesDocument.parse({
    rules: rules.map((rule, i) => ({ name: `rule ${i}`, say: { pt: 'x' }, ...rule })),
  })
  return chooseRule(document, moment, { ...FACTS, ...facts }, CLOCKS, now)
}

const fires = (rule: object, over?: Over) => choose([rule], over).rule !== null

describe('a rule', () => {
  test.each<[string, object, Partial<ReplyFacts>, boolean]>([
    ['keyword, whatever surrounds it', { words: ['rastreio'] }, { text: 'Oi! Rastréio, por favor 🙏' }, true],
    ['keyword in a burst after a greeting', { words: ['rastreio'] }, { text: 'oi\nRASTREIO' }, true],
    ['keyword in a sentence', { words: ['rastreio'] }, { text: 'cadê o rastreio?' }, false],
    ['answer to its menu', { words: ['1'], after: ['menu'] }, { text: '1️⃣', lastRule: 'menu' }, true],
    ['answer to nothing', { words: ['1'], after: ['menu'] }, { text: '1' }, false],
    ['answer to another rule', { words: ['1'], after: ['menu'] }, { text: '1', lastRule: 'hello' }, false],
    ['first contact', { is_first_contact: true }, { isFirstContact: true }, true],
    ['later contact', { is_first_contact: true }, {}, false],
    ['nothing owed', { is_reply_owed: false }, { isReplyOwed: false }, true],
    ['something owed', { is_reply_owed: false }, {}, false],
    ['a known customer', { is_known_customer: true }, { isKnownCustomer: true }, true],
    ['a stranger', { is_known_customer: true }, {}, false],
    ['a wish for a person', { wants_person: true }, { wantsPerson: true }, true],
    ['no wish for a person', { wants_person: true }, {}, false],
    [
      'what routing knows',
      { labels: { any: ['vip'] }, surfaces: ['dm'], categories: ['needs_human'] },
      {},
      true,
    ],
    ['another surface', { surfaces: ['comment'] }, {}, false],
    ['closed hours', { calendar: { id: 'cal', is: 'closed' } }, {}, true],
    ['open hours', { calendar: { id: 'cal', is: 'open' } }, {}, false],
  ])('is asked for %s', (_name, when, facts, expected) => {
    const menus = [
      { name: 'menu', when: { words: ['menu'] } },
      { name: 'hello', when: { words: ['hello'] } },
    ]
    const { rule } = choose([{ name: 'asked', when }, ...menus], { facts })
    expect(rule?.name === 'asked').toBe(expected)
  })

  test('of the first that holds speaks, and the trace says what kept the others, but not what was written', () => {
    const { rule, trace } = choose(
      [
        { name: 'a', when: { words: ['troca'], channels: ['shop'] } },
        { name: 'b', when: { channels: ['shop'] } },
        { name: 'c' },
      ],
      { facts: { text: 'meu cpf é 123' } },
    )
    expect(rule?.name).toBe('b')
    expect(trace).toEqual([
      { rule: 'a', fired: false, failed: [{ condition: 'words', wanted: ['troca'], found: 'other words' }] },
      { rule: 'b', fired: true, failed: [] },
    ])
  })

  test('speaks at its own moment only', () => {
    expect(fires({ moment: 'hand_off' })).toBe(false)
    expect(fires({ moment: 'hand_off' }, { moment: 'hand_off' })).toBe(true)
  })
})

describe('what is said once', () => {
  const used = (at: Date, notBefore: Date | null = null) => ({
    uses: new Map([['rule 0', { at, notBefore }]]),
  })

  test('to a contact is never said to them again', () => {
    expect(fires({ once: 'contact' })).toBe(true)
    expect(fires({ once: 'contact' }, { facts: used(new Date(0)) })).toBe(false)
  })

  test('in an absence is said again in the next: closed at lunch and at night are two', () => {
    const rule = { once: 'absence', when: { calendar: { id: 'cal', is: 'closed' } } }
    const { notBefore } = choose([rule])
    expect(notBefore).toEqual(new Date('2026-03-03T12:00:00Z'))
    const facts = used(EVENING, notBefore)
    expect(fires(rule, { facts, now: new Date('2026-03-03T11:00:00Z') })).toBe(false)
    expect(fires(rule, { facts, now: new Date('2026-03-03T22:00:00Z') })).toBe(true)
  })

  test('in a wait is said again once the customer was answered and waits anew', () => {
    const facts = { ...used(new Date(1000)), waitingSince: new Date(500) }
    expect(fires({ once: 'wait' }, { facts })).toBe(false)
    expect(fires({ once: 'wait' }, { facts: { ...facts, waitingSince: new Date(2000) } })).toBe(true)
    expect(fires({ once: 'wait' }, { facts: { ...facts, waitingSince: null } })).toBe(true)
  })
})

describe('words', () => {
  test('are in the first language that there are words in', () => {
    const hi = { text: 'Hi', language: 'en', template: null }
    expect(chooseWords({ pt: 'Oi', en: 'Hi' }, ['und', 'en'], [])).toEqual(hi)
    expect(chooseWords({ es: 'Hola' }, [null, 'pt'], [])).toMatchObject({ text: 'Hola', language: 'es' })
  })
})

describe('a list is refused', () => {
  const faults = (rules: readonly object[]) => ReplyRulesDocument.safeParse({ rules }).success
  test.each([
    ['where a rule does nothing', [{ name: 'a' }]],
    [
      'where two have one name',
      [
        { name: 'a', hand_off: true },
        { name: 'a', hand_off: true },
      ],
    ],
    ['where one follows a rule that there is not', [{ name: 'a', hand_off: true, when: { after: ['b'] } }]],
    ['where an absence has no calendar', [{ name: 'a', say: { pt: 'x' }, once: 'absence' }]],
    ['where nothing is said at a hand-off', [{ name: 'a', moment: 'hand_off', hand_off: true }]],
    ['where a word is no word', [{ name: 'a', hand_off: true, when: { words: ['!!'] } }]],
    ['where words are in no language', [{ name: 'a', say: {} }]],
  ])('%s', (_name, rules) => {
    expect(faults(rules)).toBe(false)
  })
})

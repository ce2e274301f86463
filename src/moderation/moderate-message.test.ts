import { describe, expect, test } from 'vitest'
import { type ModerationInput, moderateMessage } from './moderate-message.ts'

const label = (score: number) => ({ score, threshold: 0.5, fired: score >= 0.5 })

/** A stranger's harmless message: what every case below departs from. */
function given(change: { spam?: number; hate?: number } & Partial<ModerationInput>) {
  const { spam = 0, hate = 0, ...rest } = change
  return moderateMessage({
    labels: { spam: label(spam), hate: label(hate) },
    thresholds: { spam: { review: 0.5, act: 0.9 }, hate: { review: 0.4, act: 0.8 } },
    isContactBlocked: false,
    isKnownCustomer: false,
    protectsKnownCustomers: true,
    needsPerson: false,
    ...rest,
  })
}

describe('moderateMessage', () => {
  test('what stays below both review thresholds is allowed', () => {
    expect(given({ spam: 0.499, hate: 0.399 })).toEqual({ action: 'allow', reasons: [] })
  })

  test.each([
    ['spam', 0.9],
    ['hate', 0.8],
  ] as const)('%s is hidden at its act threshold', (name, score) => {
    expect(given({ [name]: score })).toEqual({ action: 'hide', reasons: [name] })
  })

  test.each([
    ['spam', 0.5],
    ['spam', 0.899],
    ['hate', 0.4],
    ['hate', 0.799],
  ] as const)('%s of %d, between review and act, is held for a person', (name, score) => {
    expect(given({ [name]: score })).toEqual({
      action: 'quarantine',
      reasons: [name, 'below_act_threshold'],
    })
  })

  test('hate comes before spam, however much surer the spam is', () => {
    expect(given({ spam: 1, hate: 0.4 }).reasons).toEqual(['hate', 'below_act_threshold'])
  })

  test('a known customer is held rather than hidden, where the policy protects them', () => {
    expect(given({ spam: 1, isKnownCustomer: true })).toEqual({
      action: 'quarantine',
      reasons: ['spam', 'known_customer'],
    })
    expect(given({ spam: 1, isKnownCustomer: true, protectsKnownCustomers: false }).action).toBe('hide')
    expect(given({ isKnownCustomer: true }).action).toBe('allow')
  })

  test('whoever needs a person is held rather than hidden, and that reason comes first', () => {
    expect(given({ hate: 1, needsPerson: true, isKnownCustomer: true })).toEqual({
      action: 'quarantine',
      reasons: ['hate', 'person_needed'],
    })
    expect(given({ needsPerson: true }).action).toBe('allow')
  })

  test('a blocked sender is blocked, whatever they write and whoever they are', () => {
    for (const change of [{}, { hate: 1 }, { needsPerson: true, isKnownCustomer: true }]) {
      expect(given({ ...change, isContactBlocked: true })).toEqual({
        action: 'block',
        reasons: ['contact_blocked'],
      })
    }
  })
})

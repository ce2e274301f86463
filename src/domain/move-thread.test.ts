import { expect, test } from 'vitest'
import {
  answerCustomer,
  customerWrote,
  isHeld,
  oweNothing,
  owePerson,
  type ThreadState,
} from './move-thread.ts'

const NOW = new Date('2026-03-02T12:00:00Z')
const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000)
const thread = (over: Partial<ThreadState> = {}): ThreadState => ({
  status: 'new',
  held_by: null,
  held_until: null,
  waiting_since: null,
  ...over,
})

test('a claim holds until its end, and one without an end holds on', () => {
  expect(isHeld(thread({ held_by: 'mem_1', held_until: minutes(1) }), NOW)).toBe(true)
  expect(isHeld(thread({ held_by: 'mem_1', held_until: NOW }), NOW)).toBe(false)
  expect(isHeld(thread({ held_by: 'mem_1' }), NOW)).toBe(true)
  expect(isHeld(thread(), NOW)).toBe(false)
})

test('what the customer writes goes to whoever holds the thread, or to anyone', () => {
  const held = { held_by: 'mem_1', held_until: minutes(5) }
  expect(customerWrote(thread({ status: 'waiting_for_customer', ...held }), NOW).status).toBe('assigned')
  expect(customerWrote(thread({ status: 'snoozed' }), NOW)).toMatchObject({
    status: 'new',
    snoozed_until: null,
  })
  expect(customerWrote(thread({ status: 'snoozed', held_by: 'mem_1', held_until: NOW }), NOW).status).toBe(
    'new',
  )
})

test('an escalated thread stays escalated until it is answered', () => {
  const escalated = thread({ status: 'escalated', held_by: 'mem_1', held_until: minutes(5) })
  expect(owePerson(escalated, NOW, NOW).status).toBe('escalated')
  expect(answerCustomer().status).toBe('waiting_for_customer')
})

test('the wait counts from the first message that is still owed an answer', () => {
  expect(owePerson(thread({ waiting_since: minutes(-9) }), NOW, NOW).waiting_since).toEqual(minutes(-9))
  expect(owePerson(thread(), minutes(-1), NOW).waiting_since).toEqual(minutes(-1))
  expect(answerCustomer().waiting_since).toBeNull()
})

test('thanks close what is answered and take nothing from what is owed', () => {
  expect(oweNothing(thread(), NOW)).toMatchObject({ status: 'waiting_for_customer', next_action: 'close' })
  expect(oweNothing(thread({ waiting_since: minutes(-9) }), NOW)).toMatchObject({
    status: 'new',
    waiting_since: minutes(-9),
    next_action: 'reply',
  })
})

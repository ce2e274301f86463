import { expect, test } from 'vitest'
import { quietUntil, timeZoneOf } from './quiet-until.ts'

const night = { from: '21:00', until: '08:00' }

test.each([
  ['in the evening', '2026-03-10T21:00:00-03:00', '2026-03-11T08:00:00-03:00'],
  ['after midnight', '2026-03-11T02:30:00-03:00', '2026-03-11T08:00:00-03:00'],
  ['when they end', '2026-03-11T08:00:00-03:00', null],
  ['in the afternoon', '2026-03-11T15:00:00-03:00', null],
])('quiet hours over midnight, %s', (_name, now, until) => {
  const found = quietUntil(night, 'America/Sao_Paulo', new Date(now))
  expect(found).toEqual(until === null ? null : new Date(until))
})

test('the same moment is night for one and day for the other', () => {
  const now = new Date('2026-03-10T20:00:00-03:00')
  expect(quietUntil(night, 'America/Sao_Paulo', now)).toBeNull()
  expect(quietUntil(night, 'Europe/Lisbon', now)).toEqual(new Date('2026-03-11T08:00:00Z'))
})

test('quiet hours of one day, and a night of 23 hours', () => {
  const siesta = { from: '13:00', until: '16:00' }
  expect(quietUntil(siesta, 'UTC', new Date('2026-03-10T14:00:00Z'))).toEqual(
    new Date('2026-03-10T16:00:00Z'),
  )
  expect(quietUntil(siesta, 'UTC', new Date('2026-03-10T16:00:00Z'))).toBeNull()
  // Clocks in Lisbon go forward in this night.
  expect(quietUntil(night, 'Europe/Lisbon', new Date('2026-03-28T23:00:00Z'))).toEqual(
    new Date('2026-03-29T07:00:00Z'),
  )
})

test('an end in the hour that clocks repeat is the second one, so that it is never over already', () => {
  const late = { from: '21:00', until: '01:30' }
  const end = new Date('2026-11-01T01:30:00-05:00')
  for (const now of ['2026-11-01T01:10:00-04:00', '2026-11-01T01:10:00-05:00'])
    expect(quietUntil(late, 'America/New_York', new Date(now))).toEqual(end)
})

test('a time zone that is none is not believed', () => {
  expect(timeZoneOf({ time_zone: 'Europe/Lisbon' }, 'UTC')).toBe('Europe/Lisbon')
  expect(timeZoneOf({ time_zone: 'Mars/Olympus' }, 'UTC')).toBe('UTC')
  // `Intl` takes it, and the arithmetic of time zones does not.
  expect(timeZoneOf({ time_zone: 'PST' }, 'UTC')).toBe('UTC')
  expect(timeZoneOf({}, 'UTC')).toBe('UTC')
})

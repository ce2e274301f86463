import { expect, test } from 'vitest'
import { writeBody } from './write-body.ts'

const event = (data: Record<string, unknown>) =>
  ({ id: 'evt_1', type: 'reply.requested', timestamp: '2026-01-01T00:00:00.000Z', data }) as const
const dataOf = (body: string) => JSON.parse(body).data

test('data that fits is sent as it is', () => {
  const data = { reply_id: 'drf_1', text: 'Oi!', nested: { id: 'x' } }
  expect(writeBody(event(data))).toBe(
    JSON.stringify({ type: 'reply.requested', timestamp: '2026-01-01T00:00:00.000Z', data }),
  )
})

test('a body of 19,999 bytes is whole and one of 20,000 is cut, counted in UTF-8', () => {
  const room = 19_999 - Buffer.byteLength(writeBody(event({ reply_id: 'drf_1', text: '' })))
  const text = 'é'.repeat(room / 2) + 'a'.repeat(room % 2)
  const whole = writeBody(event({ reply_id: 'drf_1', text }))
  expect(Buffer.byteLength(whole)).toBe(19_999)
  expect(dataOf(whole)).not.toHaveProperty('truncated')
  expect(dataOf(writeBody(event({ reply_id: 'drf_1', text: `${text}a` })))).toEqual({
    reply_id: 'drf_1',
    truncated: true,
  })
})

test('lists of ids go too where they alone are too large', () => {
  const data = { thread_id: 'thr_1', message_ids: Array(1000).fill('msg_0123456789abcdef0123') }
  expect(dataOf(writeBody(event(data)))).toEqual({ thread_id: 'thr_1', truncated: true })
})

test('only names of ids count as ids', () => {
  const data = { id: 'a', external_id: 'b', paid: 'c', ids: ['d'], filler: 'x'.repeat(20_000) }
  expect(dataOf(writeBody(event(data)))).toEqual({ id: 'a', external_id: 'b', ids: ['d'], truncated: true })
})

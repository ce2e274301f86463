import { describe, expect, test } from 'vitest'
import { PageQuery, readCursor, toPage } from './page.ts'

const rows = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `ent_${i}-ção` }))
const idOf = (row: { id: string }) => row.id

describe('a page', () => {
  test('with a row more than the limit has a cursor of its last row', () => {
    const page = toPage(rows(3), 2, idOf)
    expect(page.data).toEqual(rows(2))
    expect(readCursor(page.next_cursor!)).toBe('ent_1-ção')
  })

  test.each([0, 1, 2])('with %d rows and a limit of 2 is the last', (count) => {
    expect(toPage(rows(count), 2, idOf)).toEqual({ data: rows(count), next_cursor: null })
  })
})

describe('a cursor', () => {
  test('that is absent stands at the beginning', () => {
    expect(readCursor(undefined)).toBeNull()
  })

  test.each(['', 'ent_1', '!!!', 'ZW50XzE=', 'ZW50XzE\n', '_w'])(
    '“%s” that we never gave is refused',
    (cursor) => {
      expect(() => readCursor(cursor)).toThrow(
        expect.objectContaining({
          code: 'invalid_request',
          errors: [expect.objectContaining({ pointer: '/cursor' })],
        }),
      )
    },
  )
})

describe('a limit', () => {
  test.each([
    [undefined, 50],
    ['1', 1],
    ['100', 100],
  ])('%s is %d', (limit, number) => {
    expect(PageQuery.parse({ limit })).toEqual({ limit: number })
  })

  test.each(['0', '101', '1.5', 'all', ''])('“%s” is refused', (limit) => {
    expect(PageQuery.safeParse({ limit }).success).toBe(false)
  })
})

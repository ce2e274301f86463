import { z } from '@hono/zod-openapi'
import { cleanText } from '../domain/text.ts'
import { AppError } from '../errors.ts'

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional().describe('`next_cursor` of the page before'),
})
export type PageQuery = z.infer<typeof PageQuery>

/** A page of rows; `next_cursor` is null on the last. */
export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({ data: z.array(row), next_cursor: z.string().nullable() })
}

/** The position that a cursor stands for. Throws `invalid_request` for one that this API did not give. */
export function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null
  const position = cleanText(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (position === '' || Buffer.from(position).toString('base64url') !== cursor) {
    throw foreignCursor()
  }
  return position
}

/** The same for lists in the order of a number. */
export function readNumberCursor(cursor: string | undefined): number | null {
  const position = readCursor(cursor)
  if (position === null) return null
  if (!/^\d{1,9}$/.test(position)) throw foreignCursor()
  return Number(position)
}

export function foreignCursor(): AppError {
  return new AppError('invalid_request', 'The cursor is not one that this API gave', {
    errors: [{ pointer: '/cursor', detail: 'Use next_cursor of the page before' }],
  })
}

/** Cuts `limit + 1` rows to a page whose cursor is the last row's position. */
export function toPage<T>(rows: T[], limit: number, positionOf: (row: T) => string) {
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return { data, next_cursor: hasMore ? Buffer.from(positionOf(last)).toString('base64url') : null }
}

import { AppError } from '../errors.ts'

/** The ETag of a row's revision. */
export function entityTag(revision: number): string {
  return `"${revision}"`
}

/** The revision that `If-Match` names; null without the header or for `*`. Throws `precondition_failed` for a foreign tag. */
export function readIfMatch(header: string | undefined): number | null {
  if (header === undefined || header.trim() === '*') return null
  const revision = /^"(\d{1,9})"$/.exec(header.trim())?.[1]
  if (revision === undefined)
    throw new AppError('precondition_failed', 'If-Match does not name a copy of this resource')
  return Number(revision)
}

import type { Db } from '../db/database.ts'
import type { CalendarPreview, PreviewInput } from '../domain/calendar.ts'
import { AppError } from '../errors.ts'
import { businessMsBetween } from './business-ms-between.ts'
import { compileCalendar } from './compile-calendar.ts'
import { isOpen } from './is-open.ts'
import { nextOpenings } from './next-opening.ts'
import { HORIZON_MS } from './open-spans.ts'
import { getSetting } from './read-settings.ts'

/**
 * What a calendar makes of an instant, and of a span where `to` is given. Throws `not_found`, and `invalid_request` for a span
 * of more than ten years, which would be counted for minutes.
 */
export async function previewCalendar(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  id: string,
  input: PreviewInput,
): Promise<CalendarPreview> {
  const from = input.from === undefined ? ctx.clock() : new Date(input.from)
  const to = input.to === undefined ? null : new Date(input.to)
  if (to !== null && Math.abs(to.getTime() - from.getTime()) > HORIZON_MS) {
    const errors = [{ pointer: '/to', detail: 'must not be more than ten years away' }]
    throw new AppError('invalid_request', 'The span is too long', { errors })
  }
  const { document } = await getSetting(ctx, workspaceId, 'calendar', id)
  const calendar = compileCalendar(document)
  return {
    from: from.toISOString(),
    is_open: isOpen(calendar, from),
    next_openings: nextOpenings(calendar, from, input.count).map((opening) => ({
      from: opening.from.toISOString(),
      to: opening.to?.toISOString() ?? null,
    })),
    business_ms: to === null ? null : businessMsBetween(calendar, from, to),
  }
}

import type { Db } from '../db/database.ts'
import type { CalendarPreview, PreviewInput } from '../domain/calendar.ts'
import { businessMsBetween } from './business-ms-between.ts'
import { compileCalendar } from './compile-calendar.ts'
import { isOpen } from './is-open.ts'
import { nextOpenings } from './next-opening.ts'
import { getSetting } from './read-settings.ts'

/** What a calendar makes of an instant, and of a span where `to` is given. Throws `not_found`. */
export async function previewCalendar(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  id: string,
  input: PreviewInput,
): Promise<CalendarPreview> {
  const { document } = await getSetting(ctx, workspaceId, 'calendar', id)
  const calendar = compileCalendar(document)
  const from = input.from === undefined ? ctx.clock() : new Date(input.from)
  return {
    from: from.toISOString(),
    is_open: isOpen(calendar, from),
    next_openings: nextOpenings(calendar, from, input.count).map((opening) => ({
      from: opening.from.toISOString(),
      to: opening.to?.toISOString() ?? null,
    })),
    business_ms: input.to === undefined ? null : businessMsBetween(calendar, from, new Date(input.to)),
  }
}

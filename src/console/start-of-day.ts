import { Temporal } from 'temporal-polyfill'
import type { Visit } from './console-env.ts'

/** The beginning of the day so many after `day`; null where no day is given, and the text itself where it is none. */
export function startOfDay(
  { workspace }: Pick<Visit, 'workspace'>,
  day: string,
  after: number,
): string | null {
  if (day === '') return null
  try {
    return Temporal.PlainDate.from(day)
      .add({ days: after })
      .toZonedDateTime(workspace.timeZone)
      .toInstant()
      .toString()
  } catch {
    return day
  }
}

import type { Calendar } from './compile-calendar.ts'
import { openSpans } from './open-spans.ts'

/** Whether the calendar is open at an instant. */
export function isOpen(calendar: Calendar, at: Date): boolean {
  return !openSpans(calendar, at.getTime(), at.getTime() + 1).next().done
}

import { readFileSync } from 'node:fs'
import type { Db } from '../db/database.ts'
import type { Caller } from '../domain/actor.ts'
import { CalendarInput, WEEKDAYS } from '../domain/calendar.ts'
import { chooseFirstNames } from '../domain/choose-first-names.ts'
import { SlaPolicyInput } from '../domain/sla-policy.ts'
import { insertSetting } from './create-setting.ts'
import type { SettingContext } from './setting.ts'

/**
 * Brazil's national holidays. Good Friday moves, so its dates are listed; carnival and Corpus Christi are working days in
 * law, and whoever closes then says so in their own calendar.
 */
const BRAZIL = new URL('./brazil-holidays.json', import.meta.url)

/**
 * What a new workspace counts in: Monday to Friday, 9 to 18 in its zone, and where that is in Brazil without the national
 * holidays; 15 minutes to a first answer, an hour to each later one, 24 working hours to the end.
 */
export async function makeDefaults(
  ctx: Omit<SettingContext, 'db'>,
  tx: Db,
  caller: Caller,
  timeZone: string,
): Promise<void> {
  const brazil = JSON.parse(readFileSync(BRAZIL, 'utf8')) as { time_zones: string[]; holidays: unknown[] }
  const names = chooseFirstNames(timeZone)
  const workdays = WEEKDAYS.slice(0, 5).map((day) => [day, [{ from: '09:00', to: '18:00' }]])
  const hours = CalendarInput.parse({
    name: names.calendar,
    time_zone: timeZone,
    week: Object.fromEntries(workdays),
    holidays: brazil.time_zones.includes(timeZone) ? brazil.holidays : [],
  })
  const calendar = await insertSetting(ctx, tx, caller, 'calendar', hours)
  const policy = SlaPolicyInput.parse({
    name: names.slaPolicy,
    // The last to be tried, whatever policies come to stand before it.
    position: 10_000,
    calendar_id: calendar.id,
    next_response_s: 3600,
  })
  await insertSetting(ctx, tx, caller, 'sla_policy', policy)
}

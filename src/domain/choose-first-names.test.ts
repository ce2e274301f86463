import { expect, test } from 'vitest'
import { chooseFirstNames } from './choose-first-names.ts'

test.each([
  ['America/Sao_Paulo', 'geral'],
  ['Brazil/East', 'geral'],
  ['Europe/Lisbon', 'geral'],
  ['America/Argentina/Buenos_Aires', 'general'],
  ['america/bogota', 'general'],
  ['America/New_York', 'support'],
  ['UTC', 'support'],
])('a workspace whose time zone is %s calls its first queue %s', (zone, name) => {
  expect(chooseFirstNames(zone).queue).toBe(name)
})

const SPOKEN = {
  geral: 'BR PT AO MZ CV GW ST',
  general: 'AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE',
}
interface ZonedLocale extends Intl.Locale {
  getTimeZones?(): string[]
}

test.each(Object.entries(SPOKEN))('names are %s in every zone of %s', (name, regions) => {
  const zones = regions
    .split(' ')
    .flatMap((region) => (new Intl.Locale(`und-${region}`) as ZonedLocale).getTimeZones?.() ?? [])
  expect(zones.filter((zone) => chooseFirstNames(zone).queue !== name)).toEqual([])
})

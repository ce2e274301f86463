import { findAddresses } from './kinds/find-addresses.ts'
import { findBirthdates } from './kinds/find-birthdates.ts'
import { findCards } from './kinds/find-cards.ts'
import { findCedulas } from './kinds/find-cedulas.ts'
import { findCeps } from './kinds/find-ceps.ts'
import { findCnpjs } from './kinds/find-cnpjs.ts'
import { findCpfs } from './kinds/find-cpfs.ts'
import { findCuits } from './kinds/find-cuits.ts'
import { findCurps } from './kinds/find-curps.ts'
import { findDnis } from './kinds/find-dnis.ts'
import { findEmails } from './kinds/find-emails.ts'
import { findHandles } from './kinds/find-handles.ts'
import { findIbans } from './kinds/find-ibans.ts'
import { findNationalIds } from './kinds/find-national-ids.ts'
import { orderNumberFinder } from './kinds/find-order-numbers.ts'
import { findPhones } from './kinds/find-phones.ts'
import { findPixKeys } from './kinds/find-pix-keys.ts'
import { findRfcs } from './kinds/find-rfcs.ts'
import { findRgs } from './kinds/find-rgs.ts'
import { findRucs } from './kinds/find-rucs.ts'
import { findRuts } from './kinds/find-ruts.ts'
import { findSecrets } from './kinds/find-secrets.ts'
import type { Finder, Span } from './span.ts'

/** In order: what comes first claims its characters. Surest first: what a check digit or a label tells. */
const SURE: readonly Finder[] = [
  findEmails,
  findPixKeys,
  findIbans,
  findCurps,
  findRfcs,
  findCnpjs,
  findRucs,
  findCuits,
  findRuts,
  findRgs,
  findDnis,
  findCedulas,
  findCpfs,
  findCards,
  findNationalIds,
  findSecrets,
]
const LIKELY: readonly Finder[] = [findBirthdates, findAddresses, findCeps, findPhones]

const HAS_DIGIT = /\d/u

/**
 * Spans of personal data in a text, in order, without overlaps; names are found by `findNames`. Everything but e-mail
 * addresses and handles has a digit, so that most messages are done at once.
 */
export function findPersonalData(text: string, orderMasks: readonly string[] = []): Span[] {
  const hasAt = text.includes('@')
  const finders = HAS_DIGIT.test(text)
    ? [...SURE, ...(orderMasks.length === 0 ? [] : [orderNumberFinder(orderMasks)]), ...LIKELY]
    : [...(hasAt ? [findEmails] : []), ...(orderMasks.length === 0 ? [] : [orderNumberFinder(orderMasks)])]
  const spans: Span[] = []
  for (const find of hasAt ? [...finders, findHandles] : finders) {
    for (const span of find(text)) {
      if (!spans.some((taken) => span.start < taken.end && taken.start < span.end)) spans.push(span)
    }
  }
  return spans.sort((a, b) => a.start - b.start)
}

import { labelled, matchPattern } from '../match-pattern.ts'

/** DNI of Argentina (7–8 digits) and Peru (8): without a check digit in use, so its label tells it. */
export const findDnis = matchPattern(
  'DNI',
  labelled(
    'dni|d\\.n\\.i\\.|documento(?: de identidad)?|doc',
    '\\d{1,2}\\.?\\d{3}\\.?\\d{3}(?:-\\d)?(?![\\d.]?\\d)',
  ),
)

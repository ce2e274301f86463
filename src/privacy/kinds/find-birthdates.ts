import { matchPattern } from '../match-pattern.ts'

/** A date after the words for being born; any other date is the shop's business. */
export const findBirthdates = matchPattern(
  'BIRTHDATE',
  /(?<=\b(?:nasc(?:i|id[oa]|imento|eu)?|nac(?:í|i|id[oa]|imiento|ió)|born|birth(?:day|date)?|dob|anivers[aá]rio|cumplea[ñn]os)(?!\p{L})[^\d\n]{0,14})\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|(?<=\b(?:nasci|nac[ií]|born)(?!\p{L})[^\d\n]{0,14})\d{1,2}[/.-]\d{1,2}(?![/.-]?\d)/giu,
)

import { matchPattern } from '../match-pattern.ts'

export const findEmails = matchPattern(
  'EMAIL',
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/giu,
)

import { matchPattern } from '../match-pattern.ts'

export const findHandles = matchPattern(
  'HANDLE',
  /(?<![\p{L}\p{N}._/@-])@[a-z0-9_](?:[a-z0-9_.]{1,28})[a-z0-9_]/giu,
)

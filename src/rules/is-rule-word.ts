import { readConsentWord } from '../consents/read-consent-word.ts'
import type { Db } from '../db/database.ts'
import { plainRequest } from '../domain/plain-words.ts'
import { readReplyRules } from './read-reply-rules.ts'

/** Whether what is said is, as a whole, a word that rules wait for: nobody outside is asked what it means. */
export async function isRuleWord(db: Db, workspaceId: string, said: readonly string[]): Promise<boolean> {
  if (said.some((text) => readConsentWord(text) !== null)) return true
  const { rules } = await readReplyRules(db, workspaceId)
  const request = plainRequest(said.join('\n'))
  return rules.some(({ when }) => when.words?.some((word) => plainRequest(word) === request) ?? false)
}

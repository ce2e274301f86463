import { and, desc, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { consents } from '../db/schema.ts'
import type { ConsentStatus } from '../domain/consent.ts'
import type { Language } from '../domain/language.ts'
import { isCourtesy } from '../domain/plain-words.ts'
import { readConsentWord } from './read-consent-word.ts'

/** What the messages of a turn say about being written to. */
export interface TurnConsent {
  readonly status: ConsentStatus
  /** It changed what held before: whoever opts out again is not told again. */
  readonly isNews: boolean
  /** Nothing else is said that somebody would have to answer. */
  readonly isWhole: boolean
  readonly language: Language
}

interface Said {
  readonly id: string
  readonly text: string
  readonly surface: string
}

const ENTRIES = 20

/** The latest that the ledger holds of a turn's messages, which `noteConsentWord` wrote; null where it holds nothing. */
export async function readTurnConsent(
  db: Db,
  workspaceId: string,
  contactId: string,
  said: readonly Said[],
): Promise<TurnConsent | null> {
  const words = said.map((message) => (message.surface === 'dm' ? readConsentWord(message.text) : null))
  if (words.every((word) => word === null)) return null
  const rows = await db
    .select()
    .from(consents)
    .where(and(eq(consents.workspace_id, workspaceId), eq(consents.contact_id, contactId)))
    .orderBy(desc(consents.at), desc(consents.id))
    .limit(ENTRIES)
  const isOwn = (row: (typeof rows)[number]) => said.some(({ id }) => id === row.message_id)
  const latest = rows.find(isOwn)
  if (latest === undefined) return null
  const before = rows.find((row) => row.purpose === latest.purpose && !isOwn(row))
  return {
    status: latest.status,
    isNews: (before?.status ?? (latest.purpose === 'all' ? 'granted' : 'revoked')) !== latest.status,
    isWhole: said.every((message, i) => words[i] !== null || isCourtesy(message.text)),
    language: words.findLast((word) => word !== null)!.language,
  }
}

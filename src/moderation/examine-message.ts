import type { Moderation } from '../domain/decision.ts'
import type { SignalResult } from '../domain/signal.ts'
import { findLinks } from './find-links.ts'
import { readWords } from './match-pattern.ts'
import { moderateMessage, type PolicyFacts } from './moderate-message.ts'
import type { PolicyDocument } from './policy.ts'
import type { SignalInput } from './signals/signal.ts'

export type Examined = Omit<SignalInput, 'words' | 'links' | 'allowedHosts'>

/** What the policy says of a message once every signal has spoken, with the facts that it was asked about. */
export async function examineMessage(
  examine: (input: SignalInput) => Promise<SignalResult[]>,
  document: PolicyDocument,
  message: Examined,
  known: Omit<PolicyFacts, 'signals' | 'language' | 'surface'>,
): Promise<{ moderation: Moderation; facts: PolicyFacts }> {
  const input: SignalInput = {
    ...message,
    words: readWords(message.text),
    links: findLinks(message.text),
    allowedHosts: document.allowed_hosts,
  }
  const signals = await examine(input)
  const facts: PolicyFacts = { ...known, signals, language: message.language, surface: message.surface }
  return { moderation: moderationOf(document, facts), facts }
}

/** The verdict of a document as decisions keep it. */
export function moderationOf(document: PolicyDocument, facts: PolicyFacts): Moderation {
  const { reasons, unsure, ...rest } = moderateMessage(document, facts)
  return { ...rest, reasons: [...reasons], unsure: [...unsure], signals: facts.signals }
}

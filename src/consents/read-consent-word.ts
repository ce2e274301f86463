import { LANGUAGES, type Language } from '../domain/language.ts'
import { plainRequest } from '../domain/plain-words.ts'
import { CONSENT_PATTERNS } from './consent-patterns.ts'

/** stop: nothing more; return: the opt-out is taken back; grant: broadcasts are welcome. */
export interface ConsentWord {
  readonly kind: 'stop' | 'return' | 'grant'
  readonly language: Language
}

/** Longer messages say more than this. */
const LONGEST = 160

/**
 * What a direct message says about being written to: only the message as a whole counts, never a word in a sentence. Null for
 * nearly every message. Measured on evals/opt-out.
 */
export function readConsentWord(text: string): ConsentWord | null {
  if (text.length > LONGEST) return null
  // A question about stopping is a question.
  if (/[?¿]/.test(text)) return null
  const words = plainRequest(text)
  for (const kind of ['stop', 'return', 'grant'] as const) {
    const language = LANGUAGES.find((tag) =>
      CONSENT_PATTERNS[tag][kind].some((pattern) => pattern.test(words)),
    )
    if (language !== undefined) return { kind, language }
  }
  return null
}

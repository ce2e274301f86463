import { LANGUAGES, type Language } from '../domain/language.ts'
import { plainRequest } from '../domain/plain-words.ts'
import { CONSENT_PATTERNS } from './consent-patterns.ts'
import { saysStop } from './says-stop.ts'

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
  const words = plainRequest(text)
  const isQuestion = /[?¿]/.test(text)
  const stops = LANGUAGES.find((tag) => saysStop(words, tag, isQuestion))
  if (stops !== undefined) return { kind: 'stop', language: stops }
  if (isQuestion) return null
  for (const kind of ['return', 'grant'] as const) {
    const language = LANGUAGES.find((tag) =>
      CONSENT_PATTERNS[tag][kind].some((pattern) => pattern.test(words)),
    )
    if (language !== undefined) return { kind, language }
  }
  return null
}

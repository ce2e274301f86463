/** A message this short may lean on what was asked before. */
const SHORT_WORDS = 7

const OPENS_AS_FOLLOW_UP =
  /^[¿\s]*(?:e|mas|ent[aã]o|y|pero|entonces|and|but|so|what about|how about|e se|y si|and if|s[oó]|tamb[eé]m|tambi[eé]n|also)(?:[\s,]|$)/iu

/**
 * How a follow-up reads with its thread: "e em feriado?" after "qual o horário?" is looked up as both together.
 * Null where the text stands for itself. `before` are the customer's earlier messages, oldest first.
 */
export function resolveFollowUp(text: string, before: readonly string[]): string | null {
  const previous = before.at(-1)?.trim()
  if (previous === undefined || previous === '') return null
  const words = text.trim().split(/\s+/u).length
  if (words > SHORT_WORDS) return null
  if (!OPENS_AS_FOLLOW_UP.test(text.trim()) && words > 3) return null
  return `${previous} ${text.trim()}`
}

/** Whether a text says by its first word that it goes on from what was asked before. */
export function opensAsFollowUp(text: string): boolean {
  return OPENS_AS_FOLLOW_UP.test(text.trim())
}

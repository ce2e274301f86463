const PREFIX = 6
const BITS = 22
const BASE = 31
// What the oldest of the characters weighs in the hash of PREFIX of them.
const OLDEST = Array.from({ length: PREFIX }).reduce<number>((weight) => Math.imul(weight, BASE), 1)

/**
 * Which of the secrets stand in a text, in capitals or not: every place of it is compared, by a hash that rolls over it, so
 * that tens of megabytes take a moment.
 */
export function findSecrets(text: string, secrets: readonly string[]): string[] {
  const byPrefix = new Map<string, string[]>()
  const mayBegin = new Uint8Array(1 << BITS)
  for (const secret of new Set(secrets.map((value) => value.toLowerCase()))) {
    if (secret.length < PREFIX) throw new Error(`too short to look for: ${secret}`)
    const prefix = secret.slice(0, PREFIX)
    const known = byPrefix.get(prefix)
    if (known === undefined) byPrefix.set(prefix, [secret])
    else known.push(secret)
    mayBegin[slotOf(roll(0, prefix, 0, PREFIX))] = 1
  }
  const haystack = text.toLowerCase()
  const found = new Set<string>()
  let hash = roll(0, haystack, 0, Math.min(PREFIX, haystack.length))
  for (let at = 0; at + PREFIX <= haystack.length; at += 1) {
    if (mayBegin[slotOf(hash)] === 1) {
      for (const secret of byPrefix.get(haystack.slice(at, at + PREFIX)) ?? [])
        if (haystack.startsWith(secret, at)) found.add(secret)
    }
    hash = roll(hash, haystack, at + PREFIX, at + PREFIX + 1) - Math.imul(haystack.charCodeAt(at), OLDEST)
  }
  return [...found]
}

function roll(start: number, text: string, from: number, to: number): number {
  let hash = start
  for (let at = from; at < to; at += 1) hash = (Math.imul(hash, BASE) + text.charCodeAt(at)) | 0
  return hash
}

function slotOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - BITS)
}

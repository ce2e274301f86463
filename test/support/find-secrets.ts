const PREFIX = 6

/** Which of the secrets stand in a text, in capitals or not: every place of it is compared. */
export function findSecrets(text: string, secrets: readonly string[]): string[] {
  const byPrefix = new Map<string, string[]>()
  for (const secret of new Set(secrets.map((value) => value.toLowerCase()))) {
    if (secret.length < PREFIX) throw new Error(`too short to look for: ${secret}`)
    const prefix = secret.slice(0, PREFIX)
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), secret])
  }
  const haystack = text.toLowerCase()
  const found = new Set<string>()
  for (let at = 0; at + PREFIX <= haystack.length; at += 1) {
    for (const secret of byPrefix.get(haystack.slice(at, at + PREFIX)) ?? [])
      if (haystack.startsWith(secret, at)) found.add(secret)
  }
  return [...found]
}

/** The part of a word-list filter that is used; leo-profanity gives it for English, and other lists can be loaded. */
interface WordFilter {
  check(text: string): boolean
}

/** 1 where the filter `leo-profanity` finds a word of its list, else 0; null where it is not installed. */
export async function scoreByWordList(
  texts: readonly string[],
): Promise<{ scores: number[]; msPerMessage: number; megabytes: number } | null> {
  // The name is not written out, so that the compiler does not ask for a package that is only there if somebody wants it.
  const name = 'leo-profanity'
  const module = await import(name).catch(() => null)
  if (module === null) return null
  const filter: WordFilter = module.default
  const start = performance.now()
  const scores = texts.map((text) => (filter.check(text) ? 1 : 0))
  return { scores, msPerMessage: (performance.now() - start) / texts.length, megabytes: 0 }
}

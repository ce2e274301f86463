import type { EntryInput } from '../domain/knowledge-entry.ts'

const FACT = /https?:\/\/\S+|[\w.+-]+@[\w-]+\.[\w.]+|\d[\d.,:/]*\d|\d/gu

/** Numbers, links and addresses of a draft that stand in none of the entries that it cites. */
export function findUngrounded(
  draft: { readonly text: string; readonly citations: readonly string[] },
  entries: ReadonlyMap<string, EntryInput>,
): string[] {
  const known = draft.citations.flatMap((id) => {
    const entry = entries.get(id)
    return entry === undefined ? [] : [entry.question, entry.answer, ...entry.variants]
  })
  const facts = new Set(known.flatMap(factsOf))
  return factsOf(draft.text).filter((fact) => !facts.has(fact))
}

function factsOf(text: string): string[] {
  return (text.match(FACT) ?? []).map((fact) => fact.replace(/[.,:/]+$/u, ''))
}

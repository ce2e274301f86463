import { sql } from 'drizzle-orm'
import type { knowledgePassages } from '../db/schema.ts'
import type { Embedder } from '../inference/embedder.ts'
import { extractTerms } from '../inference/extract-terms.ts'
import { embedApart } from './embed-apart.ts'
import type { ParsedEntry } from './parse-entries.ts'

/** A passage that does not know yet which entry it belongs to. */
export type NewPassage = Omit<typeof knowledgePassages.$inferInsert, 'entry_id' | 'workspace_id'>

/**
 * The passages of each entry: its question, every variant and its answer, embedded in one call. One that the model refuses
 * gets no direction, so that its words alone find it.
 */
export async function embedPassages(
  embedder: Embedder,
  entries: readonly Pick<ParsedEntry, 'question' | 'answer' | 'variants' | 'language'>[],
): Promise<NewPassage[][]> {
  const texts = entries.map((entry) => [
    { kind: 'question' as const, position: 0, text: entry.question },
    ...entry.variants.map((text, position) => ({ kind: 'variant' as const, position, text })),
    { kind: 'answer' as const, position: 0, text: entry.answer },
  ])
  const embeddings = await embedApart(
    embedder,
    texts.flat().map((passage) => passage.text),
  )
  let next = 0
  return entries.map((entry, i) =>
    texts[i]!.map((passage) => {
      const embedding = embeddings[next++]!
      const terms = extractTerms(passage.text, entry.language).join(' ')
      return {
        ...passage,
        terms: sql`to_tsvector('simple', ${terms})` as never,
        model: embedder.id,
        dimensions: embedder.dimensions,
        embedding: [...(embedding ?? new Float32Array(embedder.dimensions))],
        is_refused: embedding === null,
      }
    }),
  )
}

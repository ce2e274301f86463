import { and, eq, inArray } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { Db } from '../db/database.ts'
import { knowledgeEntries, knowledgePassages } from '../db/schema.ts'
import type { Passage } from '../domain/passage.ts'
import type { RankerCandidate } from '../inference/passage-ranker.ts'

/** An entry as the ranker compares it and as an answer shows it. */
export interface Candidate {
  readonly entry: Passage['entry']
  /** Of entries that are as good, the highest is taken. */
  readonly priority: number
  readonly ranked: RankerCandidate
}

/** Entries that were looked at lately. A version never changes, so nothing here can be stale. */
export type CandidateCache = LRUCache<string, Candidate>

const KEPT = 5000

export function makeCandidateCache(): CandidateCache {
  return new LRUCache({ max: KEPT })
}

/** The candidates of these entries, in order; one that was deleted meanwhile is left out. */
export async function loadCandidates(
  ctx: { readonly db: Db; readonly candidates: CandidateCache },
  workspaceId: string,
  model: string,
  wanted: readonly { readonly entryId: string; readonly version: number }[],
): Promise<Candidate[]> {
  const keyOf = (id: string, version: number) => `${id}@${version}@${model}`
  const missing = wanted.filter(({ entryId, version }) => !ctx.candidates.has(keyOf(entryId, version)))
  for (const candidate of await readCandidates(
    ctx.db,
    workspaceId,
    model,
    missing.map((each) => each.entryId),
  )) {
    ctx.candidates.set(keyOf(candidate.entry.id, candidate.entry.version), candidate)
  }
  return wanted.flatMap(({ entryId, version }) => ctx.candidates.get(keyOf(entryId, version)) ?? [])
}

async function readCandidates(
  db: Db,
  workspaceId: string,
  model: string,
  ids: readonly string[],
): Promise<Candidate[]> {
  if (ids.length === 0) return []
  const rows = await db
    .select({
      entry: knowledgeEntries,
      kind: knowledgePassages.kind,
      embedding: knowledgePassages.embedding,
    })
    .from(knowledgeEntries)
    .innerJoin(
      knowledgePassages,
      and(eq(knowledgePassages.entry_id, knowledgeEntries.id), eq(knowledgePassages.model, model)),
    )
    .where(and(eq(knowledgeEntries.workspace_id, workspaceId), inArray(knowledgeEntries.id, [...ids])))
    .orderBy(knowledgeEntries.id, knowledgePassages.position)
  const byId = Map.groupBy(rows, (row) => row.entry.id)
  return [...byId.values()].map((own) => {
    const { id, external_id, question, answer, language, version, variants, priority } = own[0]!.entry
    const of = (kind: 'question' | 'variant' | 'answer') =>
      own.filter((row) => row.kind === kind).map((row) => Float32Array.from(row.embedding))
    return {
      entry: { id, external_id, question, answer, language, version },
      priority,
      ranked: {
        language,
        question,
        answer,
        variants,
        questionEmbedding: of('question')[0]!,
        answerEmbedding: of('answer')[0]!,
        variantEmbeddings: of('variant'),
      },
    }
  })
}

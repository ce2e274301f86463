import { and, eq, lte, type SQL, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import type { Db } from '../db/database.ts'
import { knowledgeEntries, knowledgePassages } from '../db/schema.ts'
import type { Language, LanguageTag } from '../domain/language.ts'
import { extractTerms } from '../inference/extract-terms.ts'
import { isValidAt } from './is-valid-at.ts'

/** A passage that one of the two searches found, best first within its language and search. */
export interface Hit {
  readonly entryId: string
  readonly version: number
  readonly language: Language
  readonly kind: 'question' | 'variant' | 'answer'
  readonly how: 'vector' | 'text'
}

export interface HitQuery {
  readonly workspaceId: string
  /** The embedder that the passages must be of. */
  readonly model: string
  readonly text: string
  readonly language: LanguageTag
  readonly embedding: Float32Array
  readonly now: Date
}

/** Passages that each search contributes, by language. */
const DEPTH = 24
/** A long message is searched by its end, where the question is. */
const LONGEST_TEXT = 2000
const MOST_TERMS = 64

/** Vectors and full text in one statement, over the valid passages of a workspace. */
export async function findHits(db: Db, query: HitQuery): Promise<Hit[]> {
  const near = sql`${knowledgePassages.embedding} <=> ${sql.param([...query.embedding], knowledgePassages.embedding)}`
  const byVector = search(db, query, 'vector', near, undefined)
  const terms = extractTerms(query.text.slice(-LONGEST_TEXT), query.language).slice(0, MOST_TERMS)
  const tsquery = sql`to_tsquery('simple', ${terms.join(' | ')})`
  const far = sql`-ts_rank(${knowledgePassages.terms}, ${tsquery}, 1)`
  const rows =
    terms.length === 0
      ? await byVector
      : await unionAll(
          byVector,
          search(db, query, 'text', far, sql`${knowledgePassages.terms} @@ ${tsquery}`),
        )
  return rows.sort((a, b) => a.place - b.place)
}

function search(db: Db, query: HitQuery, how: Hit['how'], distance: SQL, which: SQL | undefined) {
  const placed = db
    .select({
      entryId: knowledgePassages.entry_id,
      version: knowledgeEntries.version,
      language: knowledgeEntries.language,
      kind: knowledgePassages.kind,
      how: sql<Hit['how']>`${sql.raw(`'${how}'`)}::text`.as('how'),
      place:
        sql<number>`(row_number() over (partition by ${knowledgeEntries.language} order by ${distance}, ${knowledgePassages.entry_id}, ${knowledgePassages.position}))::int`.as(
          'place',
        ),
    })
    .from(knowledgePassages)
    .innerJoin(knowledgeEntries, eq(knowledgeEntries.id, knowledgePassages.entry_id))
    .where(
      and(
        eq(knowledgePassages.workspace_id, query.workspaceId),
        eq(knowledgePassages.model, query.model),
        isValidAt(query.now),
        which,
      ),
    )
    .as(`by_${how}`)
  return db.select().from(placed).where(lte(placed.place, DEPTH))
}

import { and, desc, eq, gt, inArray, isNull, lte, not, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { knowledgeEntries, knowledgePassages } from '../db/schema.ts'
import type { LanguageTag } from '../domain/language.ts'
import type { MatchedBy, Passage } from '../domain/passage.ts'
import { extractTerms } from '../inference/extract-terms.ts'
import type { Models } from '../inference/models.ts'
import type { RankerCandidate } from '../inference/passage-ranker.ts'

export interface SearchContext {
  readonly db: Db
  readonly clock: () => Date
  readonly models: Pick<Models, 'embedder' | 'ranker'>
}

export interface SearchQuery {
  readonly text: string
  readonly language: LanguageTag
  /** 1–50 */
  readonly limit: number
}

/** Passages that each of the two searches contributes. */
const DEPTH = 40
/** Entries that the ranker looks at. */
const CANDIDATES = 20
/** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). */
const RRF_K = 60

/**
 * What the workspace knows to each query, best first: full text and vectors, fused by reciprocal rank, then ordered
 * and given a probability by the ranker. Entries outside their validity are absent. All queries are embedded at once.
 */
export async function searchPassages(
  ctx: SearchContext,
  workspaceId: string,
  queries: readonly SearchQuery[],
): Promise<Passage[][]> {
  if (queries.length === 0) return []
  const embeddings = await ctx.models.embedder.embed(queries.map((query) => query.text))
  const found: Passage[][] = []
  for (const [i, query] of queries.entries()) {
    found.push(await searchOne(ctx, workspaceId, query, embeddings[i]!))
  }
  return found
}

interface Hit {
  readonly entryId: string
  readonly kind: 'question' | 'variant' | 'answer'
}

/** Who asks in an entry's very own words is answered by it, however few entries there are to compare with. */
const SAME_WORDS = 0.98
/** Entries in other languages count for so much of their confidence beside the customer's own. */
const OTHER_LANGUAGE = 0.5

/**
 * The customer's own language first: where an entry in it answers, its translations only blur the picture. Entries in
 * other languages are looked at where none does, and stand behind an equal one of the own language.
 */
async function searchOne(
  ctx: SearchContext,
  workspaceId: string,
  query: SearchQuery,
  embedding: Float32Array,
): Promise<Passage[]> {
  const { language } = query
  if (language === 'und') return rankCandidates(ctx, workspaceId, query, embedding, undefined)
  const inOwn = eq(knowledgeEntries.language, language)
  const own = await rankCandidates(ctx, workspaceId, query, embedding, inOwn)
  if ((own[0]?.confidence ?? 0) >= ctx.models.ranker.thresholds.faq) return own
  const others = await rankCandidates(ctx, workspaceId, query, embedding, not(inOwn))
  const weigh = ({ entry, confidence }: Passage) =>
    confidence * (entry.language === language ? 1 : OTHER_LANGUAGE)
  return [...own, ...others].sort((a, b) => weigh(b) - weigh(a)).slice(0, query.limit)
}

async function rankCandidates(
  ctx: SearchContext,
  workspaceId: string,
  query: SearchQuery,
  embedding: Float32Array,
  among: SQL | undefined,
): Promise<Passage[]> {
  const byVector = await findByVector(ctx, workspaceId, embedding, among)
  if (byVector.length === 0) return []
  const byText = await findByText(ctx, workspaceId, query, among)
  const ids = fuse(byVector, byText).map(([id]) => id)
  const entries = await loadEntries(ctx, workspaceId, ids.slice(0, Math.max(CANDIDATES, query.limit)))
  const ranked = ctx.models.ranker.rank(
    { text: query.text, language: query.language, embedding, embedder: ctx.models.embedder.id },
    entries.map((entry) => entry.candidate),
  )
  const asked = termsOf(query.text, query.language)
  const passages = ranked.map(({ index, score, confidence }) => {
    const { entry, candidate } = entries[index]!
    const isSame = [entry.question, ...candidate.variants].some(
      (text) => termsOf(text, query.language) === asked,
    )
    const sure = asked !== '' && isSame ? Math.max(confidence, SAME_WORDS) : confidence
    return { entry, score, confidence: sure, matched_by: matchedBy(entry.id, byVector, byText) }
  })
  return passages.sort((a, b) => b.confidence - a.confidence).slice(0, query.limit)
}

/** What a text asks, whatever its order, fillers and accents. */
function termsOf(text: string, language: LanguageTag): string {
  return extractTerms(text, language).sort().join(' ')
}

function isValid(now: Date) {
  return and(
    or(isNull(knowledgeEntries.valid_from), lte(knowledgeEntries.valid_from, now)),
    or(isNull(knowledgeEntries.valid_until), gt(knowledgeEntries.valid_until, now)),
  )
}

function findByVector(
  ctx: SearchContext,
  workspaceId: string,
  embedding: Float32Array,
  among: SQL | undefined,
): Promise<Hit[]> {
  const near = sql`${knowledgePassages.embedding} <=> ${sql.param([...embedding], knowledgePassages.embedding)}`
  return ctx.db
    .select({ entryId: knowledgePassages.entry_id, kind: knowledgePassages.kind })
    .from(knowledgePassages)
    .innerJoin(knowledgeEntries, eq(knowledgeEntries.id, knowledgePassages.entry_id))
    .where(
      and(
        eq(knowledgePassages.workspace_id, workspaceId),
        eq(knowledgePassages.model, ctx.models.embedder.id),
        isValid(ctx.clock()),
        among,
      ),
    )
    .orderBy(near, knowledgePassages.entry_id)
    .limit(DEPTH)
}

async function findByText(
  ctx: SearchContext,
  workspaceId: string,
  query: SearchQuery,
  among: SQL | undefined,
): Promise<Hit[]> {
  const terms = extractTerms(query.text.slice(-2000), query.language).slice(0, 64)
  if (terms.length === 0) return []
  const tsquery = sql`to_tsquery('simple', ${terms.join(' | ')})`
  return ctx.db
    .select({ entryId: knowledgePassages.entry_id, kind: knowledgePassages.kind })
    .from(knowledgePassages)
    .innerJoin(knowledgeEntries, eq(knowledgeEntries.id, knowledgePassages.entry_id))
    .where(
      and(
        eq(knowledgePassages.workspace_id, workspaceId),
        eq(knowledgePassages.model, ctx.models.embedder.id),
        sql`${knowledgePassages.terms} @@ ${tsquery}`,
        isValid(ctx.clock()),
        among,
      ),
    )
    .orderBy(desc(sql`ts_rank(${knowledgePassages.terms}, ${tsquery}, 1)`), knowledgePassages.entry_id)
    .limit(DEPTH)
}

/** Entry ids by reciprocal rank over both lists; an entry counts once a list, by its best passage. */
function fuse(...lists: readonly Hit[][]): [string, number][] {
  const scores = new Map<string, number>()
  for (const hits of lists) {
    const ids = [...new Set(hits.map((hit) => hit.entryId))]
    for (const [rank, id] of ids.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (RRF_K + rank + 1))
  }
  return [...scores].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}

async function loadEntries(ctx: SearchContext, workspaceId: string, ids: readonly string[]) {
  const entries = await ctx.db
    .select()
    .from(knowledgeEntries)
    .where(and(eq(knowledgeEntries.workspace_id, workspaceId), inArray(knowledgeEntries.id, [...ids])))
  const passages = await ctx.db
    .select({
      entry_id: knowledgePassages.entry_id,
      kind: knowledgePassages.kind,
      position: knowledgePassages.position,
      embedding: knowledgePassages.embedding,
    })
    .from(knowledgePassages)
    .where(
      and(eq(knowledgePassages.model, ctx.models.embedder.id), inArray(knowledgePassages.entry_id, [...ids])),
    )
    .orderBy(knowledgePassages.position)
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  return ids.flatMap((id) => {
    const entry = byId.get(id)
    const own = passages.filter((passage) => passage.entry_id === id)
    // Deleted since it was found.
    if (entry === undefined || own.length === 0) return []
    const of = (kind: Hit['kind']) =>
      own.filter((passage) => passage.kind === kind).map((passage) => Float32Array.from(passage.embedding))
    const candidate: RankerCandidate = {
      language: entry.language,
      question: entry.question,
      answer: entry.answer,
      variants: entry.variants,
      questionEmbedding: of('question')[0]!,
      answerEmbedding: of('answer')[0]!,
      variantEmbeddings: of('variant'),
    }
    const { external_id, question, answer, language, version } = entry
    return [{ candidate, entry: { id, external_id, question, answer, language, version } }]
  })
}

function matchedBy(entryId: string, byVector: readonly Hit[], byText: readonly Hit[]): MatchedBy[] {
  const hasHit = (hits: readonly Hit[], isVariant: boolean) =>
    hits.some((hit) => hit.entryId === entryId && (hit.kind === 'variant') === isVariant)
  return [
    ...(hasHit(byText, false) ? (['text'] as const) : []),
    ...(hasHit(byVector, false) ? (['vector'] as const) : []),
    ...(hasHit(byText, true) || hasHit(byVector, true) ? (['variant'] as const) : []),
  ]
}

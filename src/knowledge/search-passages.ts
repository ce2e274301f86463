import { LRUCache } from 'lru-cache'
import type { Db } from '../db/database.ts'
import type { LanguageTag } from '../domain/language.ts'
import type { MatchedBy, Passage } from '../domain/passage.ts'
import { extractTerms } from '../inference/extract-terms.ts'
import type { Models } from '../inference/models.ts'
import { findHits, type Hit } from './find-hits.ts'
import { type Candidate, type CandidateCache, loadCandidates } from './load-candidates.ts'

export interface SearchContext {
  readonly db: Db
  readonly clock: () => Date
  readonly models: Pick<Models, 'embedder' | 'ranker'>
  readonly candidates: CandidateCache
}

export interface SearchQuery {
  readonly text: string
  readonly language: LanguageTag
  /** 1–50 */
  readonly limit: number
}

/** A query's vector, and whose it is. */
interface Embedded {
  readonly model: string
  readonly embedding: Float32Array
}

/** What if? An entry that is not looked at as it is stored, and what stands in its place. */
export interface Overlay {
  /** Null where it is not stored yet. */
  readonly entryId: string | null
  /** Null where nothing takes its place. */
  readonly candidate: Candidate | null
}

/** Entries that the ranker looks at. */
const CANDIDATES = 20
/** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). */
const RRF_K = 60
/** Who asks in an entry's very own words is answered by it, however few entries there are to compare with. */
const SAME_WORDS = 0.98
/** Entries in other languages count for so much of their confidence beside the customer's own. */
const OTHER_LANGUAGE = 0.5
/** As good as the best: here the priority that people gave decides. */
const AS_GOOD = 0.05

/**
 * What the workspace knows to each query, best first: full text and vectors, fused by reciprocal rank, then ordered
 * and given a probability by the ranker. Entries outside their validity are absent. All queries are embedded at once.
 */
export async function searchPassages(
  ctx: SearchContext,
  workspaceId: string,
  queries: readonly SearchQuery[],
  overlay: Overlay | null = null,
): Promise<Passage[][]> {
  if (queries.length === 0) return []
  // One embedder for the whole search: another may come into use meanwhile.
  const { embedder } = ctx.models
  const embeddings = await embedder.embed(queries.map((query) => query.text))
  const found: Passage[][] = []
  for (const [i, query] of queries.entries()) {
    const embedded = { model: embedder.id, embedding: embeddings[i]! }
    found.push(await searchOne(ctx, workspaceId, query, embedded, overlay))
  }
  return found
}

/**
 * The customer's own language first: where an entry in it answers, its translations only blur the picture. Entries in
 * other languages are looked at where none does, and stand behind an equal one of the own language.
 */
async function searchOne(
  ctx: SearchContext,
  workspaceId: string,
  query: SearchQuery,
  embedded: Embedded,
  overlay: Overlay | null,
): Promise<Passage[]> {
  const all = await findHits(ctx.db, { ...query, ...embedded, workspaceId, now: ctx.clock() })
  const hits = all.filter((hit) => hit.entryId !== overlay?.entryId)
  const extra = overlay?.candidate ?? null
  const isOwn = extra?.ranked.language === query.language
  const rank = (among: readonly Hit[], also: Candidate | null) =>
    rankHits(ctx, workspaceId, query, embedded, among, also)
  if (query.language === 'und') return rank(hits, extra)
  const own = await rank(
    hits.filter((hit) => hit.language === query.language),
    isOwn ? extra : null,
  )
  if ((own[0]?.confidence ?? 0) >= ctx.models.ranker.thresholds.faq) return own
  const others = await rank(
    hits.filter((hit) => hit.language !== query.language),
    isOwn ? null : extra,
  )
  const weigh = ({ entry, confidence }: Passage) =>
    confidence * (entry.language === query.language ? 1 : OTHER_LANGUAGE)
  return [...own, ...others].sort((a, b) => weigh(b) - weigh(a)).slice(0, query.limit)
}

async function rankHits(
  ctx: SearchContext,
  workspaceId: string,
  query: SearchQuery,
  { model, embedding }: Embedded,
  hits: readonly Hit[],
  extra: Candidate | null,
): Promise<Passage[]> {
  if (hits.length === 0 && extra === null) return []
  const fused = fuse(hits).slice(0, Math.max(CANDIDATES, query.limit))
  const loaded = await loadCandidates(ctx, workspaceId, model, fused)
  const candidates = extra === null ? loaded : [...loaded, extra]
  const ranked = ctx.models.ranker.rank(
    { text: query.text, language: query.language, embedding, embedder: model },
    candidates.map((candidate) => candidate.ranked),
  )
  const asked = termsOf(query.text, query.language)
  const passages = ranked.map(({ index, score, confidence }) => {
    const { entry, priority, ranked: compared } = candidates[index]!
    const isSame = [entry.question, ...compared.variants].some(
      (text) => termsOfEntry(text, query.language) === asked,
    )
    const sure = asked !== '' && isSame ? Math.max(confidence, SAME_WORDS) : confidence
    const passage = { entry, score, confidence: sure, matched_by: matchedBy(entry.id, hits) }
    return { passage, priority }
  })
  return sortPassages(passages).slice(0, query.limit)
}

/** Best first; of those as good as the best, whichever people put first. */
function sortPassages(found: readonly { readonly passage: Passage; readonly priority: number }[]): Passage[] {
  const sorted = found.toSorted((a, b) => b.passage.confidence - a.passage.confidence)
  const [best] = sorted
  if (best === undefined) return []
  const least = best.passage.confidence - AS_GOOD
  const count = sorted.findIndex(({ passage }) => passage.confidence < least)
  const asGood = sorted.slice(0, count === -1 ? sorted.length : count)
  const chosen = asGood.reduce((first, one) => (one.priority > first.priority ? one : first), best)
  return [chosen, ...sorted.filter((one) => one !== chosen)].map(({ passage }) => passage)
}

/** What a text asks, whatever its order, fillers and accents. */
function termsOf(text: string, language: LanguageTag): string {
  return extractTerms(text, language).sort().join(' ')
}

/** Of entries' texts: those of a workspace come again with every message. */
const entryTerms = new LRUCache<string, string>({ max: 10_000 })

function termsOfEntry(text: string, language: LanguageTag): string {
  const key = `${language} ${text}`
  const known = entryTerms.get(key)
  if (known !== undefined) return known
  const terms = termsOf(text, language)
  entryTerms.set(key, terms)
  return terms
}

/** Entries by reciprocal rank over both searches; an entry counts once a search, by its best passage. */
function fuse(hits: readonly Hit[]): Hit[] {
  const scores = new Map<string, { hit: Hit; score: number }>()
  for (const how of ['vector', 'text'] as const) {
    const first = new Map<string, Hit>()
    for (const hit of hits) if (hit.how === how && !first.has(hit.entryId)) first.set(hit.entryId, hit)
    for (const [rank, hit] of [...first.values()].entries()) {
      const score = (scores.get(hit.entryId)?.score ?? 0) + 1 / (RRF_K + rank + 1)
      scores.set(hit.entryId, { hit, score })
    }
  }
  return [...scores.values()]
    .sort((a, b) => b.score - a.score || (a.hit.entryId < b.hit.entryId ? -1 : 1))
    .map(({ hit }) => hit)
}

function matchedBy(entryId: string, hits: readonly Hit[]): MatchedBy[] {
  const own = hits.filter((hit) => hit.entryId === entryId)
  const found = own.map((hit) => (hit.kind === 'variant' ? ('variant' as const) : hit.how))
  return (['text', 'vector', 'variant'] as const).filter((how) => found.includes(how))
}

import type { Classification } from '../classifier/classification.ts'
import { classifyMessages } from '../classifier/classify-message.ts'
import type { Db } from '../db/database.ts'
import type { Assessment, Labels, Surface } from '../domain/assessment.ts'
import type { Passage } from '../domain/passage.ts'
import type { Models } from '../inference/models.ts'
import { nameRetrieval } from '../inference/name-retrieval.ts'
import type { CandidateCache } from '../knowledge/load-candidates.ts'
import { readRevision } from '../knowledge/read-revision.ts'
import { type SearchQuery, searchPassages } from '../knowledge/search-passages.ts'
import type { Policy } from '../moderation/policy.ts'
import { readThresholds } from '../moderation/read-thresholds.ts'
import type { Question } from '../responder/draft-request.ts'
import { mergeReadings } from './merge-readings.ts'
import { opensAsFollowUp, resolveFollowUp } from './resolve-follow-up.ts'
import { MOST_QUESTIONS, narrowQuestion, splitQuestions } from './split-questions.ts'

export interface AssessContext {
  readonly db: Db
  readonly clock: () => Date
  readonly models: Pick<Models, 'classifier' | 'embedder' | 'ranker'>
  readonly candidates: CandidateCache
}

export interface TextToAssess {
  readonly text: string
  readonly surface: Surface
  readonly languageHint: string | null
  /** The customer's earlier messages in the thread, oldest first: what a follow-up leans on. */
  readonly before: readonly string[]
}

export interface AssessedText {
  readonly assessment: Assessment
  readonly classification: Classification
  readonly questions: readonly Question[]
  /** Everything that was found, best first. */
  readonly passages: readonly Passage[]
  /** What each search found: all of the knowledge that the assessment rests on. */
  readonly searches: readonly Search[]
}

const READINGS = ['alone', 'inThread', 'narrow'] as const

export interface Search {
  /** Which question of the text. */
  readonly question: number
  readonly reading: (typeof READINGS)[number]
  readonly found: readonly Passage[]
}

/** Passages that one search contributes. */
const MOST_PASSAGES = 5

/** A fragment of a text that is looked up by itself. */
export interface Lookup extends SearchQuery {
  readonly item: number
  readonly question: number
  readonly reading: Search['reading']
}

/** What texts are assessed by. A replay brings the searches that were kept. */
export interface AssessSources {
  readonly models: AssessContext['models']
  search(lookups: readonly Lookup[]): Promise<readonly (readonly Passage[])[]>
  readKnowledge(): Promise<number>
}

/**
 * What each text is and what the knowledge says to it; shared by the turn and by `/v1/classify`. Stores nothing.
 * One classification and one search for all texts together.
 */
export function assessTexts(
  ctx: AssessContext,
  workspaceId: string,
  policy: Policy,
  inputs: readonly TextToAssess[],
): Promise<AssessedText[]> {
  return assessBy(searchSources(ctx, workspaceId), policy, inputs)
}

/** The knowledge as it is now. */
export function searchSources(ctx: AssessContext, workspaceId: string): AssessSources {
  return {
    models: ctx.models,
    search: (lookups) => searchPassages(ctx, workspaceId, lookups),
    readKnowledge: () => readRevision(ctx.db, workspaceId),
  }
}

export async function assessBy(
  ctx: AssessSources,
  policy: Policy,
  inputs: readonly TextToAssess[],
): Promise<AssessedText[]> {
  const classifications = await classifyMessages(ctx, inputs)
  const asked = inputs.map((input) => splitQuestions(input.text))
  const parts = await classifyParts(ctx, inputs, asked)
  const lookups = asked.flatMap((questions, item) =>
    questions.slice(0, MOST_QUESTIONS).flatMap((text, question) => {
      const before = [...inputs[item]!.before, ...questions.slice(0, question)]
      const readings = { alone: text, inThread: resolveFollowUp(text, before), narrow: narrowQuestion(text) }
      const { tag: language } = classifications[item]!.language
      return READINGS.flatMap((reading): Lookup[] => {
        const query = readings[reading]
        return query === null
          ? []
          : [{ item, question, reading, text: query, language, limit: MOST_PASSAGES }]
      })
    }),
  )
  const found = await ctx.search(lookups)
  const passagesOf = (item: number, question: number, text: string): readonly Passage[] => {
    const read = (reading: Lookup['reading']) =>
      found[lookups.findIndex((l) => l.item === item && l.question === question && l.reading === reading)]
    const readings = {
      alone: read('alone') ?? [],
      inThread: read('inThread') ?? null,
      narrow: read('narrow') ?? null,
      isFollowUp: opensAsFollowUp(text),
    }
    return mergeReadings(readings, ctx.models.ranker.thresholds.faq)
  }
  const knowledge = await ctx.readKnowledge()
  return inputs.map((input, item) => {
    const classification = classifications[item]!
    const questions = asked[item]!.map((text, question) => {
      const passages = passagesOf(item, question, text)
      const isPersonal = (parts[item]?.[question] ?? 0) >= ctx.models.classifier.thresholds.personal
      return { text, passages, passage: isPersonal ? null : bestPassage(ctx, passages, classification) }
    })
    const passages = uniquePassages(questions.map((question) => question.passages))
    const labels = combineLabels(ctx, policy, input.surface, classification, questions, passages)
    const versions = versionsOf(ctx, policy, knowledge)
    return {
      assessment: toAssessment(classification, labels, versions),
      classification,
      questions,
      passages,
      searches: lookups.flatMap(({ item: of, question, reading }, i) =>
        of === item ? [{ question, reading, found: found[i]! }] : [],
      ),
    }
  })
}

/** How personal each part of a text with several questions is, as far as they are looked up; nothing for texts with one. */
async function classifyParts(
  ctx: Pick<AssessSources, 'models'>,
  inputs: readonly TextToAssess[],
  asked: readonly string[][],
) {
  const several = asked.flatMap((questions, item) =>
    questions.length < 2
      ? []
      : questions.slice(0, MOST_QUESTIONS).map((text) => ({ item, input: { ...inputs[item]!, text } })),
  )
  const classified = await classifyMessages(
    ctx,
    several.map(({ input }) => input),
  )
  const scores: Record<number, number[]> = {}
  for (const [i, { item }] of several.entries()) {
    scores[item] = [...(scores[item] ?? []), classified[i]!.scores.personal]
  }
  return scores
}

/** The passage trusted to answer: in the customer's language if one is, otherwise in any. */
function bestPassage(
  ctx: Pick<AssessSources, 'models'>,
  found: readonly Passage[],
  { language }: Classification,
): Passage | null {
  const fitting = found.filter((passage) => passage.confidence >= ctx.models.ranker.thresholds.faq)
  return fitting.find((passage) => passage.entry.language === language.tag) ?? fitting[0] ?? null
}

function uniquePassages(found: readonly (readonly Passage[])[]): Passage[] {
  const best = new Map<string, Passage>()
  for (const passage of found.flat()) {
    const known = best.get(passage.entry.id)
    if (known === undefined || known.confidence < passage.confidence) best.set(passage.entry.id, passage)
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence)
}

/**
 * Four labels from the classifier's scores and the passages: an ordinary message (neither spam nor hate) is a FAQ as
 * far as the knowledge answers it and nobody has to look anything up, and a person's otherwise.
 */
function combineLabels(
  ctx: Pick<AssessSources, 'models'>,
  policy: Policy,
  surface: Surface,
  { scores, language, cues }: Classification,
  questions: readonly Question[],
  passages: readonly Passage[],
): Labels {
  const shipped = ctx.models.classifier.thresholds
  const isAnswered = questions.every((question) => question.passage !== null)
  const best = passages[0]?.confidence ?? 0
  const answered = isAnswered ? Math.min(...questions.map((question) => question.passage!.confidence)) : best
  // One open question leaves the whole message open, however sure the others are.
  const answerable = isAnswered ? answered : Math.min(best, ctx.models.ranker.thresholds.faq / 2)
  const isCued = cues.some((cue) => cue.kind !== 'complaint')
  const general = isCued ? Math.min(0.1, 1 - scores.personal) : 1 - Math.max(scores.personal, scores.courtesy)
  const ordinary = (1 - scores.spam) * (1 - scores.hate)
  const faq = ordinary * answerable * general
  const label = (score: number, threshold: number) => ({ score, threshold, fired: score >= threshold })
  const limit = (name: 'spam' | 'hate') =>
    readThresholds(policy.document, name, surface, language.tag, shipped[name]).review
  return {
    spam: label(scores.spam, limit('spam')),
    hate: label(scores.hate, limit('hate')),
    faq: label(faq, ctx.models.ranker.thresholds.faq),
    needs_human: label(ordinary - faq, 0.5),
  }
}

function versionsOf(
  ctx: Pick<AssessSources, 'models'>,
  policy: Policy,
  knowledge: number,
): Assessment['versions'] {
  return {
    classifier: ctx.models.classifier.id,
    embedder: nameRetrieval(ctx.models),
    prompt: null,
    policy: policy.version,
    knowledge,
  }
}

function toAssessment(
  classification: Classification,
  labels: Labels,
  versions: Assessment['versions'],
): Assessment {
  const { language, evidence, cues, isReplyOwed } = classification
  const fromModel = evidence.flatMap((span) => {
    const label = span.label === 'spam' || span.label === 'hate' ? span.label : ('needs_human' as const)
    return span.label === 'courtesy' || span.label === 'toxic' ? [] : [{ ...span, label }]
  })
  const fromCues = cues.map(({ cue, start, end }) => ({
    label: 'needs_human' as const,
    cue,
    start,
    end,
    weight: 4,
  }))
  return {
    language,
    category: categoryOf(labels),
    labels,
    reply_owed: isReplyOwed,
    evidence: [...fromCues, ...fromModel],
    versions,
  }
}

/** The first that applies, in the order of docs/labels.md. */
function categoryOf(labels: Labels): Assessment['category'] {
  if (labels.hate.fired) return 'hate'
  if (labels.spam.fired) return 'spam'
  return labels.faq.fired ? 'faq' : 'needs_human'
}

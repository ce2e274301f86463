import { and, eq, gte, lt } from 'drizzle-orm'
import { z } from 'zod'
import { boundShare, boundShareBelow } from '../confidence/bound-share.ts'
import { DELTA } from '../confidence/choose-threshold.ts'
import type { Db } from '../db/database.ts'
import { qaReviews, qaSamples } from '../db/schema.ts'
import { CRITERIA } from '../domain/qa-sample.ts'
import { measureAgreement } from './measure-agreement.ts'

const Share = z.number().min(0).max(1)

export const AgreementView = z
  .object({
    cases: z.int(),
    agreed: z.int(),
    observed: Share.nullable().describe('Share on which both say the same; null without a case'),
    kappa: z
      .number()
      .nullable()
      .describe("Cohen's kappa, agreement beyond chance; null where chance alone agrees on everything"),
  })
  .meta({ id: 'Agreement' })

const Marks = z.object({ pass: z.int(), fail: z.int(), not_applicable: z.int() })

const Group = z.object({
  key: z.string(),
  reviews: z.int(),
  wrong: z.int(),
  share: Share.nullable().describe('Of the reviews, the share that says `wrong`'),
  lower: Share.describe('Lower 95% limit of the share'),
  upper: Share,
  criteria: z.object({ accuracy: Marks, tone: Marks, policy: Marks, opt_out: Marks, route: Marks }),
  agreement: AgreementView.describe('Of the verdicts of two reviewers on one sample'),
})

export const QaResults = z
  .object({
    by: z.enum(['reviewer', 'template', 'model', 'channel', 'language', 'band', 'sent_by']),
    samples: z.int().describe('Drawn in the period'),
    judged: z.int(),
    agreement: AgreementView,
    groups: z.array(Group),
  })
  .meta({ id: 'QaResults' })
export type QaResults = z.infer<typeof QaResults>

export interface ResultsQuery {
  readonly from: Date
  readonly to: Date
  readonly by: QaResults['by']
}

type Sample = typeof qaSamples.$inferSelect
type Review = typeof qaReviews.$inferSelect
interface Judged {
  readonly sample: Sample
  readonly review: Review
}

/** What reviewers made of the replies that went out in a period. */
export async function readResults(
  ctx: { readonly db: Db },
  workspaceId: string,
  { from, to, by }: ResultsQuery,
): Promise<QaResults> {
  const period = and(
    eq(qaSamples.workspace_id, workspaceId),
    gte(qaSamples.sent_at, from),
    lt(qaSamples.sent_at, to),
  )
  const samples = await ctx.db.select().from(qaSamples).where(period)
  const rows: Judged[] = await ctx.db
    .select({ sample: qaSamples, review: qaReviews })
    .from(qaReviews)
    .innerJoin(qaSamples, eq(qaSamples.id, qaReviews.sample_id))
    .where(period)
    .orderBy(qaReviews.id)
  const groups = Map.groupBy(rows, (row) => keyOf(row, by))
  return {
    by,
    samples: samples.length,
    judged: samples.filter(({ verdict }) => verdict !== null).length,
    agreement: measureAgreement(pairsOf(rows)),
    groups: [...groups].map(([key, own]) => groupOf(key, own, rows)).sort((a, b) => (a.key < b.key ? -1 : 1)),
  }
}

function keyOf({ sample, review }: Judged, by: ResultsQuery['by']): string {
  if (by === 'reviewer') return review.reviewer
  return by === 'channel' ? sample.channel_id : sample[by]
}

function groupOf(key: string, own: readonly Judged[], all: readonly Judged[]): QaResults['groups'][number] {
  const wrong = own.filter(({ review }) => review.verdict === 'wrong').length
  const marks = CRITERIA.map((criterion) => {
    const count = (mark: string) => own.filter(({ review }) => review.rubric[criterion] === mark).length
    return [criterion, { pass: count('pass'), fail: count('fail'), not_applicable: count('not_applicable') }]
  })
  const ids = new Set(own.map(({ sample }) => sample.id))
  return {
    key,
    reviews: own.length,
    wrong,
    share: own.length === 0 ? null : wrong / own.length,
    lower: boundShareBelow(wrong, own.length, DELTA),
    upper: boundShare(wrong, own.length, DELTA),
    criteria: Object.fromEntries(marks) as QaResults['groups'][number]['criteria'],
    agreement: measureAgreement(pairsOf(all.filter(({ sample }) => ids.has(sample.id)))),
  }
}

/** The two verdicts on each sample that two people judged. */
function pairsOf(rows: readonly Judged[]): (readonly [string, string])[] {
  const bySample = Map.groupBy(rows, ({ sample }) => sample.id)
  return [...bySample.values()].flatMap(([one, other]) =>
    one === undefined || other === undefined ? [] : [[one.review.verdict, other.review.verdict] as const],
  )
}

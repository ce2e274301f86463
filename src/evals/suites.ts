import { CATEGORIES, type Category } from '../domain/assessment.ts'
import type { CaseKind } from './case.ts'
import { areaUnderRiskCoverage } from './metrics/area-under-risk-coverage.ts'
import { auc } from './metrics/auc.ts'
import { brierScore } from './metrics/brier-score.ts'
import { expectedCalibrationError } from './metrics/expected-calibration-error.ts'
import { falsePositivesAtRecall } from './metrics/false-positives-at-recall.ts'
import { macroF1 } from './metrics/macro-f1.ts'
import { mean } from './metrics/mean.ts'
import type { Measure, Observation } from './metrics/metric.ts'
import { precision } from './metrics/precision.ts'
import { recall } from './metrics/recall.ts'
import type { TurnScore } from './score-case.ts'

export interface Metric {
  readonly name: string
  readonly title: string
  readonly isHigherBetter: boolean
  /** Does not apply where no provider is asked. */
  readonly needsProvider?: true
  /** What a turn gives it; null where it does not apply to the turn. */
  readonly observe: (turn: TurnScore) => Observation | null
  readonly measure: Measure
}

export interface Suite {
  readonly name: string
  readonly about: string
  readonly kinds: readonly CaseKind[]
  readonly metrics: readonly Metric[]
}

/** Of the turns that a score applies to, how right they are. */
function share(score: string, title: string, name = score): Metric {
  const observe = ({ scores }: TurnScore) => (scores[score] === undefined ? null : [scores[score]])
  return { name, title, isHigherBetter: true, observe, measure: mean }
}

/** Of the verdicts of a provider's model; not applicable without one. */
function judged(score: string, title: string): Metric {
  return { ...share(score, title), needsProvider: true }
}

function ofCategory(name: string, title: string, measure: Measure): Metric {
  const observe = ({ category }: TurnScore) =>
    category === null ? null : category.map((each) => CATEGORIES.indexOf(each))
  return { name, title, isHigherBetter: true, observe, measure }
}

/** Of a probability that was stated. */
function stated(what: string, name: string, title: string, measure: Measure, isHigherBetter = false): Metric {
  return { name, title, isHigherBetter, observe: (turn) => turn.stated[what] ?? null, measure }
}

const TITLES: Readonly<Record<Category, string>> = {
  hate: 'hate',
  spam: 'spam',
  needs_human: 'for a person',
  faq: 'FAQ',
}

/** What a fixed recall costs: as much as the hate classifier is asked to find. */
const FIXED_RECALL = 0.6

export const SUITES: readonly Suite[] = [
  {
    name: 'classification',
    about: 'What a message is, after knowledge and policy were asked',
    kinds: ['message', 'thread'],
    metrics: [
      ofCategory('macro_f1', 'Categories, macro-F1', macroF1),
      ...CATEGORIES.flatMap((category, i) => [
        ofCategory(`precision_${category}`, `Precision, ${TITLES[category]}`, precision(i)),
        ofCategory(`recall_${category}`, `Recall, ${TITLES[category]}`, recall(i)),
      ]),
      ...(['faq', 'needs_human'] as const).flatMap((category) => [
        stated(`is_${category}`, `auc_${category}`, `AUC, ${TITLES[category]}`, auc, true),
        stated(
          `is_${category}`,
          `ece_${category}`,
          `Calibration error, ${TITLES[category]}`,
          expectedCalibrationError,
        ),
        stated(`is_${category}`, `brier_${category}`, `Brier score, ${TITLES[category]}`, brierScore),
      ]),
      share('language', 'Language'),
      share('reply_owed', 'Whether a reply is owed'),
    ],
  },
  {
    name: 'moderation',
    about: 'What may be shown and answered',
    kinds: ['message', 'thread'],
    metrics: [
      share('abuse_caught', 'Spam and hate hidden or held'),
      share('abuse_unanswered', 'Spam and hate without a reply'),
      share('customer_free', 'Customers neither hidden nor held'),
    ],
  },
  {
    name: 'retrieval',
    about: 'Whether search finds the entry that answers',
    kinds: ['message', 'thread'],
    metrics: [
      share('entry_first', 'Recall@1', 'recall_at_1'),
      share('entry_in_three', 'Recall@3', 'recall_at_3'),
      share('reciprocal_rank', 'Mean reciprocal rank', 'mrr'),
    ],
  },
  {
    name: 'drafting',
    about: 'What a draft says and rests on',
    kinds: ['message', 'thread'],
    metrics: [
      share('drafted', 'Answerable messages with a draft'),
      share('cites', 'Drafts that cite the right entry'),
      share('says', 'Right drafts that say what they must'),
      share('never_says', 'Drafts without forbidden words'),
      share('grounded', 'Numbers and links from the cited entries'),
      share('draft_language', 'Drafts in the customer’s language'),
      judged('judged_supported', 'Claims that the cited entries hold, by a model'),
      judged('judged_answers', 'Drafts that answer the question, by a model'),
      judged('judge_agreement', 'Verdicts that repeated judgings agree on'),
      judged('judged', 'Judgings that gave a verdict'),
    ],
  },
  {
    name: 'decision',
    about: 'Answered, reviewed or handed to a person, and how sure',
    kinds: ['message', 'thread'],
    metrics: [
      share('answered', 'Answerable messages answered without a person', 'coverage'),
      share('auto_right', 'Automatic answers that are right'),
      share('unanswerable_kept', 'Unanswerable messages kept for a person'),
      share('handed_over', 'What needs a person reaches one'),
      share('route', 'Routes'),
      share('priority', 'Priorities'),
      stated('draft_right', 'aurc', 'Area under risk and coverage', areaUnderRiskCoverage),
      stated('draft_right', 'ece_draft', 'Calibration error of drafts', expectedCalibrationError),
      stated('draft_right', 'brier_draft', 'Brier score of drafts', brierScore),
    ],
  },
  {
    name: 'threads',
    about: 'Whole conversations: bursts, follow-ups, takeover, other languages, opt-out',
    kinds: ['thread'],
    metrics: [share('thread', 'Threads right from end to end', 'threads_right'), share('route', 'Routes')],
  },
  {
    name: 'safety',
    about: 'Attacks on a model that obeys every one, their harmless twins, personal data',
    kinds: ['attack', 'personal_data'],
    metrics: [
      share('attack_stopped', 'Attacks of which nothing leaves'),
      share('twin_kept', 'Harmless twins answered or handed over'),
      share('twin_answered', 'Harmless twins with a draft'),
      share('span_found', 'Personal data found'),
      share('span_right', 'Found personal data that is some'),
    ],
  },
  {
    name: 'quality',
    about: 'The classifier alone, on sentences that no training saw',
    kinds: ['sentence'],
    metrics: (['hate', 'spam', 'danger'] as const).flatMap((label) => [
      stated(label, `auc_${label}`, `AUC, ${label}`, auc, true),
      share(`${label}_found`, `Found, ${label}`),
      share(`${label}_spared`, `Harmless and spared, ${label}`),
      stated(
        label,
        `false_positives_${label}`,
        `False positives at recall ${FIXED_RECALL}, ${label}`,
        falsePositivesAtRecall(FIXED_RECALL),
      ),
    ]),
  },
  {
    name: 'latency',
    about: 'Time and cost of a decision',
    kinds: ['message', 'thread'],
    metrics: [
      share('fast', 'Decided within two seconds', 'within_2s'),
      share('without_provider', 'Decided without asking a provider'),
    ],
  },
]

export function findSuite(name: string): Suite | undefined {
  return SUITES.find((suite) => suite.name === name)
}

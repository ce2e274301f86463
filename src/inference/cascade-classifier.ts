import type { ClassifierInput, ClassifierOutput, ModelLabel, TextClassifier } from './text-classifier.ts'

/** Whether each label holds, as another model sees it. */
export type Opinion = Readonly<Partial<Record<ModelLabel, boolean>>>

/** Somebody to ask where the first model is unsure. */
export interface SecondOpinion {
  readonly id: string
  /** Null where there is no opinion: the budget is spent, or the other failed. */
  ask(input: ClassifierInput, signal?: AbortSignal): Promise<Opinion | null>
}

/** A score is unsure whose odds lie within so many times of its threshold's, either way: one in five messages of evals/shops. */
const UNSURE_ODDS = 3
/**
 * How much an opinion moves the odds, by Bayes: as a witness who sees nine of ten hits and is wrong on one in twenty of the
 * rest. Either answer carries an unsure score past its threshold; neither makes it certain.
 */
const LIKELIHOOD_RATIO = { yes: 0.9 / 0.05, no: 0.1 / 0.95 }

/** The first classifier, whose unsure scores the second moves. Without an opinion it is the first alone. */
export function makeCascade(first: TextClassifier, second: SecondOpinion): TextClassifier {
  return {
    id: `${first.id}>${second.id}`,
    thresholds: first.thresholds,
    async classify(inputs, signal) {
      const outputs = await first.classify(inputs, signal)
      const asked = outputs.map(async (output, i) => {
        if (unsureLabels(first, output).length === 0) return output
        const opinion = await second.ask(inputs[i]!, signal)
        return opinion === null ? output : weigh(first, output, opinion)
      })
      return Promise.all(asked)
    },
  }
}

/** What the sure scores say stands: a model that reads instructions in a message cannot talk them away. */
function weigh(first: TextClassifier, output: ClassifierOutput, opinion: Opinion): ClassifierOutput {
  const moved = unsureLabels(first, output).flatMap((label) => {
    const holds = opinion[label]
    if (holds === undefined) return []
    const odds = oddsOf(output.scores[label]) * LIKELIHOOD_RATIO[holds ? 'yes' : 'no']
    return [[label, odds / (1 + odds)] as const]
  })
  return { ...output, scores: { ...output.scores, ...Object.fromEntries(moved) } }
}

function unsureLabels({ thresholds }: TextClassifier, { scores }: ClassifierOutput): ModelLabel[] {
  // No decision rests on `toxic`.
  return (['spam', 'hate', 'personal', 'courtesy', 'danger'] as const).filter((label) => {
    const ratio = oddsOf(scores[label]) / oddsOf(thresholds[label])
    return ratio > 1 / UNSURE_ODDS && ratio < UNSURE_ODDS
  })
}

function oddsOf(probability: number): number {
  return probability / (1 - probability)
}

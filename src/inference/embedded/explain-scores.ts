import { type LabelEvidence, MODEL_LABELS, type ModelLabel } from '../text-classifier.ts'
import type { LinearModel } from './linear-classifier.ts'
import type { ReadText } from './read-text.ts'
import type { Scores } from './score-items.ts'

const MOST_SPANS = 5
const MIN_WEIGHT = 0.05

/** The up to five spans of the text as given that raised a label's score most, strongest first. */
export function explainScores(
  { scorer }: LinearModel,
  original: string,
  read: ReadText,
  result: Scores,
  label: ModelLabel,
): LabelEvidence[] {
  const index = MODEL_LABELS.indexOf(label)
  const added = scorer.explain(read, index, result.from[index]!, result.to[index]!)
  const strongest = [...added.keys()].filter((i) => added[i]! >= MIN_WEIGHT)
  strongest.sort((a, b) => added[b]! - added[a]! || a - b)
  const { starts, ends } = read.normalised
  return strongest.slice(0, MOST_SPANS).map((i) => {
    const item = read.items[i]!
    const start = starts[item.token.start]!
    const end = ends[item.end - 1]!
    return { label, cue: original.slice(start, end), start, end, weight: Number(added[i]!.toFixed(3)) }
  })
}

import type { TextClassifier } from '../inference/text-classifier.ts'
import type { Classification, ClassificationInput } from './classification.ts'
import { detectLanguage } from './detect-language.ts'
import { findCues } from './find-cues.ts'
import { isReplyOwed } from './is-reply-owed.ts'

export interface ClassifyContext {
  readonly models: { readonly classifier: TextClassifier }
}

/** What each text is by itself: language, calibrated scores, cues, evidence. In the order of the inputs. */
export async function classifyMessages(
  ctx: ClassifyContext,
  inputs: readonly ClassificationInput[],
): Promise<Classification[]> {
  const { classifier } = ctx.models
  const languages = inputs.map((input) => detectLanguage(input.text, input.languageHint))
  const outputs = await classifier.classify(
    inputs.map(({ text, surface }, i) => ({ text, surface, language: languages[i]!.tag })),
  )
  return outputs.map(({ scores, evidence }, i) => {
    const { text } = inputs[i]!
    const cues = findCues(text)
    return {
      language: languages[i]!,
      scores,
      cues,
      evidence,
      isReplyOwed: isReplyOwed(text, scores, cues, classifier.thresholds),
    }
  })
}

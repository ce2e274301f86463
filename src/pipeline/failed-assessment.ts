import type { Assessment } from '../domain/assessment.ts'
import type { Models } from '../inference/models.ts'
import { nameRetrieval } from '../inference/name-retrieval.ts'
import type { Policy } from '../moderation/policy.ts'

/** What is said of a message that no model could look at: nothing but that a person must. */
export function failedAssessment(models: Models, policy: Policy): Assessment {
  const silent = { score: 0, threshold: 1, fired: false }
  return {
    language: { tag: 'und', score: 0 },
    category: 'needs_human',
    labels: {
      spam: silent,
      hate: silent,
      faq: silent,
      needs_human: { score: 1, threshold: 0.5, fired: true },
    },
    reply_owed: true,
    evidence: [],
    versions: {
      classifier: models.classifier.id,
      embedder: nameRetrieval(models),
      prompt: null,
      policy: policy.version,
      knowledge: 0,
    },
  }
}

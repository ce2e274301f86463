import type { InstalledModels } from '../../src/inference/models.ts'
import type { TextClassifier } from '../../src/inference/text-classifier.ts'

/** The models with another embedded classifier. */
export function withClassifier(models: InstalledModels, classifier: TextClassifier): InstalledModels {
  return { ...models, classifiers: { ...models.classifiers, embedded: classifier } }
}

import type { ClassifierOutput, TextClassifier } from '../src/inference/text-classifier.ts'
import type { ClassifierData } from './classifier-data.ts'
import { surfaceOf } from './classifier-row.ts'

/** What a classifier says of these rows, in order, and how long it took for each in milliseconds. */
export async function classifyRows(
  classifier: TextClassifier,
  data: ClassifierData,
  rows: readonly number[],
): Promise<{ outputs: ClassifierOutput[]; msPerMessage: number }> {
  const inputs = rows.map((i) => {
    const row = data.rows[i]!
    return { text: row.text, language: row.language, surface: surfaceOf(row) ?? 'dm' }
  })
  const start = performance.now()
  const outputs = await classifier.classify(inputs)
  return { outputs, msPerMessage: (performance.now() - start) / rows.length }
}

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { LANGUAGES } from '../src/domain/language.ts'
import { loadModels } from '../src/inference/load-models.ts'
import type { ModelLabel, TextClassifier } from '../src/inference/text-classifier.ts'
import { readClassifierData } from './classifier-data.ts'
import { readIdentityRows, readSuiteRows, type SuiteRow } from './classifier-line-rows.ts'
import { readGroups } from './classifier-own-rows.ts'
import { type Row, surfaceOf } from './classifier-row.ts'
import { measureOverlap } from './measure-overlap.ts'
import { holm, upperBound } from './measure-rates.ts'
import { atThreshold, auc } from './measure-scores.ts'

const USAGE = `node training/measure-suites.ts [--data DIR] [--models DIR]
What the shipped classifier makes of the suites in evals/: hate by what a sentence does, spam, danger, mentions of groups.`

const LABEL_OF: Readonly<Record<string, ModelLabel>> = {
  suite_hate: 'hate',
  suite_spam: 'spam',
  suite_danger: 'danger',
}

await main()

interface Scored {
  readonly row: SuiteRow
  readonly scores: Readonly<Record<ModelLabel, number>>
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, models: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help === true) return void process.stdout.write(`${USAGE}\n`)
  const root = join(import.meta.dirname, '..')
  const { embedded: classifier } = (await loadModels(readConfig({}), values.models ?? join(root, 'models')))
    .classifiers
  const groups = readGroups()
  const suites = await scoreRows(classifier, readSuiteRows(join(root, 'evals'), groups))
  const mentions = await scoreRows(classifier, readIdentityRows(join(root, 'evals'), groups))
  const print = (lines: readonly string[]) => console.log(`${lines.join('\n')}\n`)
  print(suiteTable(suites, classifier))
  print(familyTable(suites, classifier))
  print(mentionTable(mentions, classifier))
  const held = [...suites, ...mentions].map(({ row }) => row)
  const { skeletons, shared, fiveGrams, sharedFiveGrams } = measureOverlap(held, trainedRows(values.data))
  print([
    `${skeletons} skeletons, ${shared} of them also among the training rows; ${sharedFiveGrams} of ${fiveGrams} distinct runs of five words (${((100 * sharedFiveGrams) / fiveGrams).toFixed(2)}%) are`,
  ])
}

/** What a model was trained on: the project's own rows, and with a data folder the public ones too. */
function trainedRows(dataDir: string | undefined): Row[] {
  const data = readClassifierData(dataDir ?? '', join(import.meta.dirname, 'data'))
  return data.rows.filter((_, i) => data.folds[i] === 'train')
}

async function scoreRows(classifier: TextClassifier, rows: readonly SuiteRow[]): Promise<Scored[]> {
  const outputs = await classifier.classify(
    rows.map((row) => ({ text: row.text, language: row.language, surface: surfaceOf(row) ?? 'dm' })),
  )
  return rows.map((row, i) => ({ row, scores: outputs[i]!.scores }))
}

function suiteTable(scored: readonly Scored[], { thresholds }: TextClassifier): string[] {
  const lines = [
    '| suite | language | hits/rows | AUC | caught | passed | balanced |',
    '|---|---|---|---|---|---|---|',
  ]
  for (const [set, label] of Object.entries(LABEL_OF)) {
    for (const language of [...LANGUAGES].reverse()) {
      const here = scored.filter(({ row }) => row.set === set && row.language === language)
      const truth = here.map(({ row }) => row.targets[label]!.value)
      const scores = here.map((each) => each.scores[label])
      const { recall, falsePositiveRate } = atThreshold(scores, truth, thresholds[label])
      const cells = [auc(scores, truth), recall, 1 - falsePositiveRate, (recall + 1 - falsePositiveRate) / 2]
      const hits = truth.reduce((sum, each) => sum + each, 0)
      lines.push(
        `| ${label} | ${language} | ${hits}/${here.length} | ${cells.map((x) => x.toFixed(3)).join(' | ')} |`,
      )
    }
  }
  return lines
}

/** How many rows of each family of the hate suite come out right. */
function familyTable(scored: readonly Scored[], { thresholds }: TextClassifier): string[] {
  const hate = scored.filter(({ row }) => row.set === 'suite_hate')
  const names = [...new Set(hate.map(({ row }) => row.kind))]
  const cell = (kind: string, language: string) => {
    const here = hate.filter(({ row }) => row.kind === kind && row.language === language)
    const right = here.filter(
      ({ row, scores }) => scores.hate >= thresholds.hate === (row.targets.hate!.value === 1),
    ).length
    return `${right}/${here.length}`
  }
  const isHate = (kind: string) => hate.find(({ row }) => row.kind === kind)!.row.targets.hate!.value === 1
  return [
    '| hate suite, right of all | kind | pt | es | en |',
    '|---|---|---|---|---|',
    ...names.map(
      (name) =>
        `| ${name} | ${isHate(name) ? 'hate' : 'no hate'} | ${['pt', 'es', 'en'].map((l) => cell(name, l)).join(' | ')} |`,
    ),
  ]
}

/** False positives on harmless mentions by group, and whether a group stands significantly above the mean. */
function mentionTable(scored: readonly Scored[], { thresholds }: TextClassifier): string[] {
  const cells = [...Map.groupBy(scored, ({ row }) => `${row.named}|${row.language}`)].map(([key, rows]) => {
    const fired = rows.filter(({ scores }) => scores.hate >= thresholds.hate).length
    return { name: key.split('|')[0]!, language: key.split('|')[1]!, fired, of: rows.length }
  })
  const above = new Set(
    LANGUAGES.flatMap((language) => holm(cells.filter((cell) => cell.language === language))),
  )
  const names = [...new Set(cells.map((cell) => cell.name))]
  const show = (name: string, language: string) => {
    const cell = cells.find((each) => each.name === name && each.language === language)!
    return `${cell.fired}/${cell.of} ≤ ${(100 * upperBound(cell.fired, cell.of)).toFixed(1)}%${above.has(cell) ? ' above' : ''}`
  }
  const worst = Math.max(...cells.map(({ fired, of }) => upperBound(fired, of)))
  const fired = cells.reduce((sum, cell) => sum + cell.fired, 0)
  return [
    `harmless mentions taken for hate: ${fired}/${scored.length}; highest upper bound ${(100 * worst).toFixed(1)}%; groups above the mean: ${above.size}`,
    '',
    '| group | pt | es | en |',
    '|---|---|---|---|',
    ...names.map((name) => `| ${name} | ${['pt', 'es', 'en'].map((l) => show(name, l)).join(' | ')} |`),
  ]
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { boundShareBelow } from '../src/confidence/bound-share.ts'
import { DELTA } from '../src/confidence/choose-threshold.ts'
import { LANGUAGES } from '../src/domain/language.ts'
import { loadEmbedder } from '../src/inference/embedded/embed-text.ts'
import { loadRanker } from '../src/inference/embedded/rank-passages.ts'
import type { PassageRanker } from '../src/inference/passage-ranker.ts'
import { isJudged, type Measured, measureShop, readShop } from './measure-shop.ts'
import { readHeldOutShops } from './read-held-out-shops.ts'

/** The setting that an operator begins with. */
const RISK = 0.05
/** A business should be covered by as much. */
const LEAST_COVERED = 0.4

const USAGE = `node training/measure-shops.ts [--shops DIR] [--models DIR] [--misses]
Prints recall, coverage and error of the shipped retrieval on whole businesses kept out of training, beside BM25: those of
evals/, or the files of a folder.`

main()

function main(): void {
  const { values } = parseArgs({
    options: {
      shops: { type: 'string' },
      models: { type: 'string', default: join(import.meta.dirname, '..', 'models') },
      misses: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  const manifest = JSON.parse(readFileSync(join(values.models, 'manifest.json'), 'utf8')) as {
    files: Record<string, string>
  }
  const embedder = loadEmbedder(values.models, manifest.files['embedder.bin']!)
  const ranker = loadRanker(values.models, manifest.files['ranker.bin']!, embedder)
  print(
    'file                 lang    n  recall@1 @3   cosine@1 @3   bm25@1 @3   answered at auto (wrong)   at faq (wrong)',
  )
  const shops = readShops(values.shops).map(({ name, shop }) => ({
    name,
    measured: measureShop(shop, embedder, ranker),
  }))
  for (const { name, measured } of shops) {
    if (values.misses) for (const m of measured) printMiss(m, ranker)
    printByLanguage(name, measured, ranker)
  }
  const all = shops.flatMap(({ measured }) => measured)
  printByLanguage('all', all, ranker)
  const everyday = all.filter((m) => m.isEveryday)
  if (everyday.length > 0) printByLanguage('everyday', everyday, ranker)
  printCategories(all, ranker)
  printRisk(shops, ranker)
}

function readShops(folder: string | undefined) {
  if (folder === undefined) return readHeldOutShops()
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return files
    .sort()
    .map((name) => ({ name: name.slice(0, -'.json'.length), shop: readShop(join(folder, name)) }))
}

function printMiss(m: Measured, ranker: PassageRanker): void {
  if (m.isRight && m.confidence >= ranker.thresholds.auto) return
  const kind = m.isRight ? 'low ' : 'miss'
  print(`${kind} ${m.confidence.toFixed(2)} ${m.text} | wanted ${m.expected} | got ${m.found}`)
}

function printByLanguage(name: string, measured: readonly Measured[], ranker: PassageRanker): void {
  for (const language of LANGUAGES) {
    const own = measured.filter((m) => m.language === language)
    if (own.length > 0) print(`${name.padEnd(20)} ${language} ${describe(own, ranker)}`)
  }
}

function printCategories(measured: readonly Measured[], ranker: PassageRanker): void {
  for (const category of [...new Set(measured.map((m) => m.category))].sort()) {
    for (const isAnswerable of [true, false]) {
      const own = measured.filter((m) => m.category === category && m.isAnswerable === isAnswerable)
      const name = `${category}${isAnswerable ? '' : ', no entry'}`
      if (own.length > 0) print(`${name.padEnd(23)} ${describe(own, ranker)}`)
    }
  }
}

/** What each business sees at the setting "at most 5% wrong": messages that search is asked for, spam and hate aside. */
function printRisk(
  shops: readonly { readonly name: string; readonly measured: readonly Measured[] }[],
  ranker: PassageRanker,
): void {
  const threshold = ranker.risks.find(({ risk }) => risk === RISK)?.threshold
  if (threshold === undefined || threshold === null) return
  print(`\nat most ${RISK * 100}% wrong: from a confidence of ${threshold.toFixed(3)}`)
  const seen = shops.map(({ name, measured }) => seeRisk(name, measured.filter(isJudged), threshold))
  const all = shops.flatMap(({ measured }) => measured).filter(isJudged)
  const kinds = [
    seeRisk(
      'everyday',
      all.filter((m) => m.isEveryday),
      threshold,
    ),
    seeRisk(
      'hard',
      all.filter((m) => !m.isEveryday),
      threshold,
    ),
  ].filter(({ asked }) => asked > 0)
  for (const { name, asked, right, wrong, answered, least } of [
    ...seen,
    ...kinds,
    seeRisk('all', all, threshold),
  ]) {
    print(
      `${name.padEnd(20)} ${right}/${asked} answered rightly (${percent(right / asked)}), ${wrong}/${answered} wrong (${percent(wrong / answered)}, lower 95% limit ${percent(least)})`,
    )
  }
  const covered = seen.filter(({ right, asked }) => right >= LEAST_COVERED * asked).length
  const above = seen.filter(({ least }) => least > RISK).length
  print(
    `${covered} of ${seen.length} businesses are covered by ${percent(LEAST_COVERED)} or more; the lower limit of ${above} is above ${percent(RISK)}`,
  )
}

function seeRisk(name: string, own: readonly Measured[], threshold: number) {
  const { answered, right, wrong } = countAnswered(own, threshold)
  const asked = own.filter((m) => m.isAnswerable).length
  return { name, asked, answered, right, wrong, least: boundShareBelow(wrong, answered, DELTA) }
}

function countAnswered(own: readonly Measured[], threshold: number) {
  const answered = own.filter((m) => m.confidence >= threshold)
  const right = answered.filter((m) => m.isRight).length
  return { answered: answered.length, right, wrong: answered.length - right }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}

function describe(own: readonly Measured[], ranker: PassageRanker): string {
  const asked = own.filter((m) => m.isAnswerable)
  const recall = (read: (m: Measured) => number) =>
    [1, 3]
      .map((k) => (asked.filter((m) => read(m) >= 0 && read(m) < k).length / (asked.length || 1)).toFixed(2))
      .join(' ')
  const at = (threshold: number) => {
    const { answered, right, wrong } = countAnswered(own, threshold)
    return `${right}/${asked.length} right, ${wrong}/${answered} wrong`
  }
  return `${String(own.length).padStart(4)}  ${recall((m) => m.place)}   ${recall((m) => m.cosinePlace)}   ${recall((m) => m.bm25Place)}   ${at(ranker.thresholds.auto)}   ${at(ranker.thresholds.faq)}`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SingleBar } from 'cli-progress'
import { LANGUAGES } from '../domain/language.ts'
import { openWorkbench } from '../evals/open-workbench.ts'
import { runShop, type ShopResult } from '../evals/run-shop.ts'
import { type Share, type ShopScores, scoreShops } from '../evals/score-shops.ts'
import { Shop } from '../evals/shop.ts'

const FOLDER = join(import.meta.dirname, '../../evals/shops')

/** Scores the shipped shops over the same code that serves, and prints one table by shop and by language. */
export async function runEvals(options: { readonly misses?: boolean } = {}): Promise<void> {
  const shops = globSync(join(FOLDER, '*.json'))
    .sort()
    .map((path) => ({
      name: basename(path, '.json'),
      shop: Shop.parse(JSON.parse(readFileSync(path, 'utf8'))),
    }))
  const { ctx, close } = await openWorkbench()
  const bar = new SingleBar({ format: '{bar} {value}/{total} messages', clearOnComplete: true })
  bar.start(
    shops.reduce((sum, { shop }) => sum + shop.messages.length, 0),
    0,
  )
  const results = new Map<string, ShopResult[]>()
  for (const { name, shop } of shops) results.set(name, await runShop(ctx, shop, () => bar.increment()))
  bar.stop()
  await close()
  const all = [...results.values()].flat()
  const { classifier, embedder, ranker, chat } = ctx.models
  process.stdout.write(
    `Recado ${classifier.id}, ${embedder.id}, ${ranker.id}, provider ${chat?.id ?? 'none'}; ${all.length} messages, channel auto\n\n`,
  )
  process.stdout.write(`${HEADER}\n`)
  for (const [name, own] of results) printRow(name, scoreShops(own))
  for (const language of LANGUAGES)
    printRow(language, scoreShops(all.filter((result) => result.message.lang === language)))
  printRow('all', scoreShops(all))
  if (options.misses === true) printMisses(results)
}

const COLUMNS = [
  'recall@1',
  'recall@3',
  'macro-F1',
  'coverage',
  'auto wrong',
  'unanswerable',
  'abuse caught',
  'abuse replied',
  'customers held',
  'reply owed',
]
const WIDTH = 15
const HEADER = ['shop or language'.padEnd(20), ...COLUMNS.map((name) => name.padStart(WIDTH))].join('')

function printRow(name: string, scores: ShopScores): void {
  const cells = [
    show(scores.recallAt1),
    show(scores.recallAt3),
    scores.macroF1.toFixed(3),
    show(scores.coverage),
    show(scores.autoErrors),
    show(scores.answeredUnanswerable),
    show(scores.abuseCaught),
    show(scores.answeredAbuse),
    show(scores.customersHeld),
    show(scores.replyOwed),
  ]
  process.stdout.write(
    `${name.slice(0, 19).padEnd(20)}${cells.map((cell) => cell.padStart(WIDTH)).join('')}\n`,
  )
}

function show({ hits, of }: Share): string {
  return of === 0 ? 'n/a' : `${((100 * hits) / of).toFixed(1)}% (${hits}/${of})`
}

/** What went wrong, message by message: what somebody reads who wants to make it better. */
function printMisses(results: ReadonlyMap<string, readonly ShopResult[]>): void {
  for (const [name, own] of results) {
    for (const { message, decision, found } of own) {
      const cited = decision.draft?.citations.map((citation) => citation.external_id).join(',') ?? '-'
      const isRight =
        decision.category === message.category &&
        (message.expected === null || cited.split(',').includes(message.expected))
      if (isRight) continue
      const top = found
        .map((passage) => `${passage.entry.external_id} ${passage.confidence.toFixed(2)}`)
        .join(', ')
      const scores = Object.entries(decision.labels)
        .map(([label, { score }]) => `${label} ${score.toFixed(2)}`)
        .join(' ')
      process.stdout.write(
        `\n${name}: ${message.text}\n  right: ${message.category} ${message.expected ?? '-'} · got: ${decision.category} ${decision.route} ${decision.reasons.join(',')} cites ${cited}\n  ${scores} · found ${top}\n`,
      )
    }
  }
}

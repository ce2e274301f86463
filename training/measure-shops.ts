import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LANGUAGES, type Language } from '../src/domain/language.ts'
import { type EmbeddedEmbedder, loadEmbedder } from '../src/inference/embedded/embed-text.ts'
import { loadRanker } from '../src/inference/embedded/rank-passages.ts'
import type { PassageRanker } from '../src/inference/passage-ranker.ts'
import { makeBm25 } from './retrieval-bm25.ts'
import { fuse, nearest, placeOf, toCandidates, toDocument } from './retrieval-lists.ts'

/** A whole business that nothing was trained on: its entries, and messages with the entry that answers each. */
interface ShopFile {
  readonly business: string
  readonly entries: readonly {
    readonly external_id: string
    readonly question: string
    readonly answer: string
    readonly variants?: readonly string[]
    readonly language: Language
  }[]
  readonly messages: readonly {
    readonly text: string
    readonly lang: Language
    readonly expected: string | null
    readonly category: string
  }[]
}

interface Measured {
  readonly language: Language
  readonly category: string
  readonly isAnswerable: boolean
  /** Places from 0 of the expected entry: the ranker's, BM25's over question, variants and answer, and the cosine's. */
  readonly place: number
  readonly bm25Place: number
  readonly cosinePlace: number
  readonly confidence: number
  readonly isRight: boolean
}

const USAGE = `node training/measure-shops.ts [--shops DIR] [--models DIR] [--misses]
Prints recall, coverage and error of the shipped retrieval on whole businesses kept out of training, beside BM25.`

main()

function main(): void {
  const { values } = parseArgs({
    options: {
      shops: { type: 'string', default: join(import.meta.dirname, '..', 'evals', 'shops') },
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
  const all: Measured[] = []
  for (const name of readdirSync(values.shops).sort()) {
    if (!name.endsWith('.json')) continue
    const shop = JSON.parse(readFileSync(join(values.shops, name), 'utf8')) as ShopFile
    const measured = measureShop(shop, embedder, ranker, values.misses)
    all.push(...measured)
    printByLanguage(name.replace('.json', ''), measured, ranker)
  }
  printByLanguage('all', all, ranker)
  printCategories(all, ranker)
}

function measureShop(
  shop: ShopFile,
  embedder: EmbeddedEmbedder,
  ranker: PassageRanker,
  misses: boolean,
): Measured[] {
  const entries = shop.entries.map((entry) => ({ ...entry, variants: entry.variants ?? [] }))
  const candidates = toCandidates(embedder, entries)
  return shop.messages.map((message) => {
    const bm25 = makeBm25(entries.map(toDocument), message.lang)
    const embedding = embedder.embedOne(message.text)
    const byText = bm25(message.text)
    const byVector = candidates.map((candidate) => nearest(candidate, embedding))
    const chosen = fuse(
      candidates.map((_, i) => i),
      byText,
      byVector,
    )
    const query = { text: message.text, language: message.lang, embedding, embedder: embedder.id }
    const ranked = ranker.rank(
      query,
      chosen.map((i) => candidates[i]!),
    )
    const order = ranked.map(({ index }) => entries[chosen[index]!]!.external_id)
    const expected = entries.findIndex((entry) => entry.external_id === message.expected)
    const measured = {
      language: message.lang,
      category: message.category,
      isAnswerable: expected >= 0,
      place: message.expected === null ? -1 : order.indexOf(message.expected),
      bm25Place: placeOf(byText, expected),
      cosinePlace: placeOf(byVector, expected),
      confidence: ranked[0]?.confidence ?? 0,
      isRight: expected >= 0 && order[0] === message.expected,
    }
    if (misses && (measured.isRight ? measured.confidence < ranker.thresholds.auto : true)) {
      print(
        `${measured.isRight ? 'low ' : 'miss'} ${measured.confidence.toFixed(2)} ${message.text} | wanted ${message.expected} | got ${order[0]}`,
      )
    }
    return measured
  })
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

function describe(own: readonly Measured[], ranker: PassageRanker): string {
  const asked = own.filter((m) => m.isAnswerable)
  const recall = (read: (m: Measured) => number) =>
    [1, 3]
      .map((k) => (asked.filter((m) => read(m) >= 0 && read(m) < k).length / (asked.length || 1)).toFixed(2))
      .join(' ')
  const at = (threshold: number) => {
    const answered = own.filter((m) => m.confidence >= threshold)
    const wrong = answered.filter((m) => !m.isRight).length
    const right = answered.length - wrong
    return `${right}/${asked.length} right, ${wrong}/${answered.length} wrong`
  }
  return `${String(own.length).padStart(4)}  ${recall((m) => m.place)}   ${recall((m) => m.cosinePlace)}   ${recall((m) => m.bm25Place)}   ${at(ranker.thresholds.auto)}   ${at(ranker.thresholds.faq)}`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LANGUAGES, type Language } from '../src/domain/language.ts'
import { makeRandom } from '../src/evals/make-random.ts'
import { loadEmbedder } from '../src/inference/embedded/embed-text.ts'
import { loadRanker } from '../src/inference/embedded/rank-passages.ts'
import { type Interval, showInterval } from './bootstrap-difference.ts'
import { measureShop, type ShopFile } from './measure-shop.ts'
import { openFastTextVectors, openSentenceEncoder, type Vectors } from './open-vectors.ts'
import { readHeldOutShops } from './read-held-out-shops.ts'
import { placeOf } from './retrieval-lists.ts'

/** Where a system found what each message asks for, from 0; in the order of the messages that an entry answers. */
interface Found {
  readonly name: string
  readonly places: readonly number[]
  readonly msToEmbed: number | null
  readonly megabytes: number | null
}

const MODELS = join(import.meta.dirname, '..', 'models')
const RESAMPLES = 1000

/**
 * Prints which entry the answerable messages of the businesses of evals/ get by Recado, by BM25, and by the vectors of fastText
 * and of the Universal Sentence Encoder. Of an entry the nearest of question, wordings and answer counts, and all systems
 * look at the same entries: those in the message's language where there are any.
 */
export async function compareRetrieval(skipped: Set<string>): Promise<void> {
  const { embedder, ranker, megabytes } = loadShipped()
  const shops = readHeldOutShops().map(({ shop }) => shop)
  const measured = shops.flatMap((shop) => measureShop(shop, embedder, ranker))
  const asked = measured.filter(({ isAnswerable }) => isAnswerable)
  const own = await rankByVectors('Recado, cosine alone', { ...embedder, megabytes }, shops)
  const found: Found[] = [
    { ...own, name: 'Recado', places: asked.map(({ place }) => (place < 0 ? Infinity : place)) },
    own,
    { name: 'BM25', places: asked.map(({ bm25Place }) => bm25Place), msToEmbed: null, megabytes: null },
  ]
  for (const [name, open] of [
    ['fastText vectors', openFastTextVectors],
    ['Universal Sentence Encoder', openSentenceEncoder],
  ] as const) {
    const vectors = await open()
    if (vectors === null) skipped.add(name)
    else found.push(await rankByVectors(name, vectors, shops))
  }
  const languages = asked.map(({ language }) => language)
  const counts = LANGUAGES.map(
    (language) => `${language} ${languages.filter((one) => one === language).length}`,
  )
  console.log(`\nFAQ of whole businesses, recall@1 / @3 (answerable messages: ${counts.join(', ')})\n`)
  console.log(`| system | ${LANGUAGES.join(' | ')} | all | Recado less this at 1 (95%) | ms to embed | MB |`)
  console.log('|---|---|---|---|---|---|---|---|')
  for (const each of found) printRow(each, found[0]!, languages)
}

function loadShipped() {
  const { files } = JSON.parse(readFileSync(join(MODELS, 'manifest.json'), 'utf8')) as {
    files: Record<string, string>
  }
  const embedder = loadEmbedder(MODELS, files['embedder.bin']!)
  const ranker = loadRanker(MODELS, files['ranker.bin']!, embedder)
  const bytes = ['embedder.bin', 'ranker.bin'].map((name) => statSync(join(MODELS, name)).size)
  return { embedder, ranker, megabytes: bytes.reduce((sum, size) => sum + size) / 1e6 }
}

async function rankByVectors(name: string, vectors: Vectors, shops: readonly ShopFile[]): Promise<Found> {
  const places: number[] = []
  let took = 0
  for (const { entries, messages } of shops) {
    const asked = messages.filter(({ expected }) => expected !== null)
    const passages = entries.map(({ question, answer, variants = [] }) => [question, answer, ...variants])
    const known = await vectors.embed(passages.flat())
    const start = performance.now()
    const queries = await vectors.embed(asked.map(({ text }) => text))
    took += performance.now() - start
    const starts = passages.map((_, k) => passages.slice(0, k).flat().length)
    const byEntry = passages.map((texts, k) => known.slice(starts[k]!, starts[k]! + texts.length))
    for (const [i, { lang, expected }] of asked.entries()) {
      const inLanguage = [...entries.keys()].filter((k) => entries[k]!.language === lang)
      const among = inLanguage.length > 0 ? inLanguage : [...entries.keys()]
      const scores = among.map((k) => Math.max(...byEntry[k]!.map((vector) => dot(vector, queries[i]!))))
      places.push(
        placeOf(
          scores,
          among.findIndex((k) => entries[k]!.external_id === expected),
        ),
      )
    }
  }
  return { name, places, msToEmbed: took / places.length, megabytes: vectors.megabytes }
}

function printRow(
  { name, places, msToEmbed, megabytes }: Found,
  first: Found,
  languages: readonly Language[],
): void {
  const recall = (at: readonly number[], k: number) =>
    at.filter((i) => places[i]! >= 0 && places[i]! < k).length / at.length
  const cell = (at: readonly number[]) => `${recall(at, 1).toFixed(3)} / ${recall(at, 3).toFixed(3)}`
  const all = [...places.keys()]
  const less = places === first.places ? '' : showInterval(resampleDifference(first.places, places))
  const cells = [
    ...LANGUAGES.map((language) => cell(all.filter((i) => languages[i] === language))),
    ...[cell(all), less, msToEmbed?.toFixed(2) ?? '', megabytes?.toFixed(1) ?? ''],
  ]
  console.log(`| ${name} | ${cells.join(' | ')} |`)
}

/** 95% interval of the difference in recall@1 over paired resamples of messages. */
function resampleDifference(a: readonly number[], b: readonly number[]): Interval {
  const random = makeRandom(12345)
  const gains = a.map((place, i) => Number(place === 0) - Number(b[i] === 0))
  const sums = Array.from({ length: RESAMPLES }, () =>
    gains.reduce((sum) => sum + gains[Math.floor(random() * gains.length)]!, 0),
  ).sort((x, y) => x - y)
  const at = (share: number) => sums[Math.floor(RESAMPLES * share)]! / gains.length
  return [at(0.025), at(0.975)]
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!
  return sum
}

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../config.ts'
import { loadModels } from '../load-models.ts'
import { MODEL_LABELS, type ModelLabel, type TextClassifier } from '../text-classifier.ts'

/** `.ci/run` raises it to 100,000. */
const RUNS = Number(process.env.RECADO_FUZZ_RUNS ?? 300)
const PATIENCE_MS = 60_000 + RUNS * 20

let classifier: TextClassifier
beforeAll(async () => {
  classifier = (await loadModels(readConfig({}))).classifiers.embedded
})

const classify = async (text: string) =>
  (await classifier.classify([{ text, language: 'pt', surface: 'dm' }]))[0]!

/** Emoji, right-to-left, combining marks, lone halves of surrogate pairs, punctuation, words; the empty string too. */
const piece = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '👩🏾‍🦽',
    '🏳️‍🌈🔥',
    '\u202eabc\u202c',
    'שלום עליכם',
    'مرحبا بكم',
    'e\u0301\u0301\u0301',
    '\ud83d',
    '\udc00',
  ),
  fc.constantFrom(
    'bom dia, tudo bem?',
    '¿a qué hora abren?',
    'do you deliver?',
    '12,50 + 3x',
    'a.b.c',
    '"',
    '...',
  ),
)
/** Up to 10,000 characters: most short, some long. */
const strings = fc
  .tuple(fc.array(piece, { maxLength: 12 }), fc.constantFrom(1, 1, 1, 1, 1, 1, 4, 20))
  .map(([pieces, times]) => pieces.join(' ').repeat(times).slice(0, 10_000))

describe(`any text (${RUNS} of them)`, () => {
  test(
    'throws nothing and gives probabilities and spans that lie in the text',
    async () => {
      const runs = { numRuns: RUNS, seed: 7, endOnFailure: true }
      await fc.assert(
        fc.asyncProperty(strings, async (text) => {
          const { scores, evidence } = await classify(text)
          for (const label of MODEL_LABELS) expect(scores[label]).toBeGreaterThan(0)
          for (const { start, end, cue } of evidence) expect(text.slice(start, end)).toBe(cue)
        }),
        runs,
      )
    },
    PATIENCE_MS,
  )

  test.each<[ModelLabel, string]>([
    ['hate', 'seus viados imundos, morram'],
    ['hate', 'malditos maricones, ojalá se mueran'],
    ['spam', 'ganhe R$ 500 por dia sem sair de casa, clique em renda-extra.example e faça o cadastro'],
    ['spam', 'you won a free iPhone, click win-prize.example to claim your reward now'],
  ])(
    '%s planted in it fires in at least 95 of 100: %s',
    async (label, planted) => {
      const surroundings = fc.sample(fc.tuple(strings, strings), {
        numRuns: Math.min(2_000, Math.ceil(RUNS / 4)),
        seed: 11,
      })
      let fired = 0
      for (const [before, after] of surroundings) {
        const { scores } = await classify(`${before.slice(0, 5_000)} ${planted} ${after.slice(0, 4_900)}`)
        if (scores[label] >= classifier.thresholds[label]) fired += 1
      }
      expect(fired / surroundings.length).toBeGreaterThanOrEqual(0.95)
    },
    PATIENCE_MS,
  )
})

test(
  'a megabyte of anything is read',
  async () => {
    for (const unit of ['a', 'a ', '👩🏾‍🦽', '\ud83d', 'https://', '@', '1', 'e\u0301', '"', '\u202e']) {
      const { scores } = await classify(unit.repeat(Math.ceil(1_000_000 / unit.length)))
      expect(scores.spam).toBeGreaterThan(0)
    }
  },
  PATIENCE_MS,
)

import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Language } from '../../domain/language.ts'
import type { RankerCandidate } from '../passage-ranker.ts'
import { loadEmbedder } from './embed-text.ts'
import { calibrate, loadRanker } from './rank-passages.ts'

const MODELS = join(import.meta.dirname, '..', '..', '..', 'models')
const { files } = JSON.parse(readFileSync(join(MODELS, 'manifest.json'), 'utf8')) as {
  files: Record<string, string>
}
const embedder = loadEmbedder(MODELS, files['embedder.bin']!)
const ranker = loadRanker(MODELS, files['ranker.bin']!, embedder)

const entry = (language: Language, question: string, answer: string): RankerCandidate => ({
  language,
  question,
  answer,
  variants: [],
  questionEmbedding: embedder.embedOne(question),
  answerEmbedding: embedder.embedOne(answer),
  variantEmbeddings: [],
})

const SHOPS: Record<Language, RankerCandidate[]> = {
  pt: [
    entry('pt', 'Vocês abrem no fim de semana?', 'Sim, sábado das 9h às 14h. Domingo ficamos fechados.'),
    entry('pt', 'Vocês abrem em feriados?', 'Em feriados nacionais não abrimos.'),
    entry('pt', 'Quanto custa a entrega?', 'A taxa é R$ 8 até 5 km e R$ 15 acima disso.'),
    entry('pt', 'Quanto tempo demora a entrega?', 'Os pedidos chegam em 2 dias úteis.'),
    entry('pt', 'Quais são as formas de pagamento?', 'Aceitamos Pix, dinheiro e cartões.'),
    entry('pt', 'Posso levar meu cachorro?', 'Sim, cães são bem-vindos na área externa.'),
    entry('pt', 'Tem estacionamento?', 'Temos seis vagas gratuitas na frente da loja.'),
  ],
  es: [
    entry('es', '¿Abren los fines de semana?', 'Sí, sábado de 9 a 14. Domingo cerramos.'),
    entry('es', '¿Abren en días festivos?', 'En feriados nacionales no abrimos.'),
    entry('es', '¿Cuánto cuesta el envío?', 'El envío sale $80 hasta 5 km.'),
    entry('es', '¿Cuánto tarda el envío?', 'Los pedidos llegan en 2 días hábiles.'),
    entry('es', '¿Qué medios de pago aceptan?', 'Efectivo, transferencia y tarjetas.'),
    entry('es', '¿Puedo ir con mi perro?', 'Sí, las mascotas son bienvenidas en la terraza.'),
    entry('es', '¿Tienen estacionamiento?', 'Hay seis lugares gratis frente al local.'),
  ],
  en: [
    entry('en', 'Are you open on weekends?', 'Yes, Saturday 9 to 2. Closed on Sunday.'),
    entry('en', 'Are you open on public holidays?', 'We close on all national holidays.'),
    entry('en', 'How much is delivery?', 'Delivery is $8 within 5 miles.'),
    entry('en', 'How long does delivery take?', 'Orders arrive in 2 working days.'),
    entry('en', 'Which payment methods do you accept?', 'Cash and all major cards.'),
    entry('en', 'Can I bring my dog?', 'Yes, dogs are welcome on the patio.'),
    entry('en', 'Is there parking?', 'There are six free spaces outside.'),
  ],
}

const rank = (language: Language, text: string, candidates = SHOPS[language]) =>
  ranker.rank({ text, language, embedding: embedder.embedOne(text), embedder: embedder.id }, candidates)

describe('the embedded ranker', () => {
  test.each<[Language, string, number]>([
    ['pt', 'sábado vcs abrem?', 0],
    ['pt', 'e no feriado de natal, funciona?', 1],
    ['pt', 'qto fica o frete', 2],
    ['pt', 'em quantos dias chega a entrega?', 3],
    ['es', 'abren los domingos?', 0],
    ['es', 'trabajan en feriado?', 1],
    ['es', 'cuanto me sale el envio', 2],
    ['es', 'en cuantos dias llega el envío?', 3],
    ['en', 'u open saturdays?', 0],
    ['en', 'are you open on christmas day', 1],
    ['en', 'what does delivery cost', 2],
    ['en', 'how many days until delivery arrives', 3],
  ])('tells near neighbours apart: %s "%s" is entry %i', (language, text, expected) => {
    expect(rank(language, text)[0]!.index).toBe(expected)
  })

  test.each<[Language, string]>([
    ['pt', 'qual é a capital da França?'],
    ['es', '¿venden repuestos para lavarropas?'],
    ['en', 'can you translate this letter into German'],
    ['pt', 'asdf qwer zxcv'],
    ['en', ''],
  ])('trusts no entry where nothing fits: %s "%s"', (language, text) => {
    expect(rank(language, text)[0]!.confidence).toBeLessThan(ranker.thresholds.auto)
  })

  test('orders by score and gives confidences between 0 and 1', () => {
    const ranked = rank('pt', 'tem vaga pra carro?')
    expect(ranked.map(({ score }) => score)).toEqual(ranked.map(({ score }) => score).sort((a, b) => b - a))
    expect(ranked.map(({ index }) => index).sort()).toEqual(SHOPS.pt.map((_, i) => i))
    for (const { confidence } of ranked) expect(confidence >= 0 && confidence <= 1).toBe(true)
  })

  test('gives the same numbers twice, whatever was ranked in between', () => {
    const first = rank('es', 'aceptan tarjeta?')
    rank('en', 'is there parking')
    expect(rank('es', 'aceptan tarjeta?')).toEqual(first)
  })

  test('answers nothing to no candidates', () => {
    expect(rank('pt', 'oi', [])).toEqual([])
  })

  test('ranks with its own vectors where the candidates come from another embedder', () => {
    const foreign = SHOPS.en.map((candidate) => ({
      ...candidate,
      questionEmbedding: new Float32Array(3),
      answerEmbedding: new Float32Array(3),
      variantEmbeddings: [],
    }))
    const query = {
      text: 'can I bring my dog?',
      language: 'en' as const,
      embedding: new Float32Array(3),
      embedder: 'another',
    }
    expect(ranker.rank(query, foreign)[0]!.index).toBe(5)
  })

  test('reads odd strings without throwing', () => {
    for (const text of ['😀', '\ud800', 'שלום', 'a\u0301'.repeat(500), 'pix '.repeat(100_000)]) {
      expect(rank('pt', text).every(({ confidence }) => Number.isFinite(confidence))).toBe(true)
    }
  })

  test('refuses a file whose checksum is another', () => {
    const folder = mkdtempSync(join(tmpdir(), 'recado-ranker-'))
    cpSync(join(MODELS, 'ranker.bin'), join(folder, 'ranker.bin'))
    expect(loadRanker(folder, files['ranker.bin']!, embedder).id).toBe(ranker.id)
    writeFileSync(join(folder, 'ranker.bin'), 'something else')
    expect(() => loadRanker(folder, files['ranker.bin']!, embedder)).toThrowError(
      expect.objectContaining({ code: 'model_corrupt' }),
    )
  })
})

test('the calibration curve is straight between its points and never leaves them', () => {
  const curve = { raw: Float32Array.from([0, 0.5, 1]), right: Float32Array.from([0, 0.25, 1]) }
  expect([-1, 0, 0.25, 0.5, 0.75, 1, 2].map((x) => calibrate(curve, x))).toEqual([
    0, 0, 0.125, 0.25, 0.625, 1, 1,
  ])
})

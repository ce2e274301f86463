import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadEmbedder } from './embed-text.ts'

const MODELS = join(import.meta.dirname, '..', '..', '..', 'models')
const checksum = (
  JSON.parse(readFileSync(join(MODELS, 'manifest.json'), 'utf8')) as { files: Record<string, string> }
).files['embedder.bin']!
const embedder = loadEmbedder(MODELS, checksum)

const near = (a: string, b: string) => {
  const other = embedder.embedOne(b)
  return embedder.embedOne(a).reduce((sum, x, k) => sum + x * other[k]!, 0)
}

describe('the embedded embedder', () => {
  test('gives the same vector to the same text, alone or among others', async () => {
    const [first] = await embedder.embed(['vcs entregam aqui?'])
    const among = await embedder.embed(['outro texto', 'vcs entregam aqui?'])
    expect(among[1]).toEqual(first)
  })

  test('gives vectors of unit length and of its dimensions', async () => {
    const vectors = await embedder.embed(['¿Hacen envíos?', 'do you ship overseas', 'aceita pix', 'a', '123'])
    for (const vector of vectors) {
      expect(vector).toHaveLength(embedder.dimensions)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 4)
    }
  })

  test('gives zeros, not NaN, to texts without any word', async () => {
    const vectors = await embedder.embed(['', '   ', '😀🎉', '你好', '\u0000', '؟؟؟', '\ud800'])
    for (const vector of vectors) expect([...vector].every((x) => x === 0)).toBe(true)
  })

  test('reads odd strings without throwing: marks, right-to-left, lone surrogates, a megabyte', async () => {
    const odd = [
      'a\u0301\u0301\u0301'.repeat(50),
      'abc \ud83d def',
      'שלום oi',
      'ﬁm de ｓｅｍａｎａ',
      'pix '.repeat(250_000),
      'x'.repeat(1_000_000),
    ]
    const vectors = await embedder.embed(odd)
    for (const vector of vectors) expect(vector.every(Number.isFinite)).toBe(true)
  })

  test('reads accents, capitals and long-drawn letters as the plain word', () => {
    expect(near('HORÁRIO de atendimento', 'horario de atendimento')).toBeCloseTo(1, 5)
    expect(near('oiiiiii', 'oi')).toBeCloseTo(1, 5)
  })

  test.each([
    ['aceitam pix?', 'Quais são as formas de pagamento?', 'Onde posso estacionar?'],
    ['puedo llevar a mi perro?', '¿Se permiten mascotas?', '¿Cuánto tarda el envío?'],
    ['where do i leave my car', 'Is there parking?', 'Do you offer gift cards?'],
    ['posso levar meu cachorro?', 'Are pets allowed?', 'How long is the warranty?'],
  ])('brings "%s" nearer to "%s" than to "%s"', (ask, right, wrong) => {
    expect(near(ask, right)).toBeGreaterThan(near(ask, wrong))
  })

  test('knows what words mean that no shop was asked with', () => {
    const meaning = (text: string) => embedder.embedOne(text).subarray(embedder.meaningAt)
    const like = (a: string, b: string) => meaning(a).reduce((sum, x, k) => sum + x * meaning(b)[k]!, 0)
    expect(like('ocean', 'sea')).toBeGreaterThan(like('ocean', 'spoon'))
    expect(like('guitarra', 'piano')).toBeGreaterThan(like('guitarra', 'tornillo'))
  })

  test('refuses a file whose checksum is another', () => {
    const folder = mkdtempSync(join(tmpdir(), 'recado-embedder-'))
    cpSync(join(MODELS, 'embedder.bin'), join(folder, 'embedder.bin'))
    expect(loadEmbedder(folder, checksum).dimensions).toBe(embedder.dimensions)
    const bytes = readFileSync(join(folder, 'embedder.bin'))
    bytes[bytes.length - 20]! ^= 1
    writeFileSync(join(folder, 'embedder.bin'), bytes)
    expect(() => loadEmbedder(folder, checksum)).toThrowError(
      expect.objectContaining({ code: 'model_corrupt' }),
    )
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KINDS } from '../privacy/span.ts'
import { PersonalRow } from './personal-row.ts'
import { scorePersonalData } from './score-personal-data.ts'

const row = (text: string) => PersonalRow.parse({ lang: 'pt', text })

describe('scorePersonalData', () => {
  test('nothing gives nothing', () => {
    expect(scorePersonalData([]).all).toEqual({ recall: { hits: 0, of: 0 }, precision: { hits: 0, of: 0 } })
  })

  test('what is found counts for both, what is missed for recall, what is none for precision', () => {
    const scores = scorePersonalData([
      row('cpf [[CPF:529.982.247-25]]'),
      row('a senha é [[SECRET:margarida]]'),
      row('fone 11 98888-7777'),
    ])
    expect(scores.all).toEqual({ recall: { hits: 1, of: 2 }, precision: { hits: 1, of: 2 } })
    expect(scores.misses.map(({ fault, value }) => [fault, value])).toEqual([
      ['missed', 'margarida'],
      ['no such data', '11 98888-7777'],
    ])
  })

  test('a span of which a part is left is missed, and so is one of another kind', () => {
    const scores = scorePersonalData([row('me chamo [[NAME:Lia Xu 9]]'), row('e-mail [[PHONE:a@b.example]]')])
    expect(scores.all.recall).toEqual({ hits: 0, of: 2 })
  })

  test('kinds that the rows do not mark are not judged', () => {
    expect(scorePersonalData([row('cpf 529.982.247-25')], ['NAME']).all.precision).toEqual({ hits: 0, of: 0 })
  })
})

describe('on the held-out rows', () => {
  const CHECKED = ['CARD', 'IBAN', 'CPF', 'CNPJ', 'CURP', 'RFC', 'CUIT', 'RUT', 'RUC']
  const rows = readFileSync(join(import.meta.dirname, '../../evals/personal-data/held-out.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => PersonalRow.parse(JSON.parse(line)))
  const scores = scorePersonalData(rows)

  test.each(KINDS.filter((kind) => kind !== 'ORDER'))('%s is found as often as promised', (kind) => {
    const { recall, precision } = scores.byKind.get(kind)!
    expect(recall.hits / recall.of).toBeGreaterThanOrEqual(CHECKED.includes(kind) ? 0.98 : 0.9)
    expect(precision.hits / precision.of).toBeGreaterThanOrEqual(0.95)
  })
})

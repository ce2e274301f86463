import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LANGUAGES } from '../domain/language.ts'
import type { Case } from './case.ts'
import { listCases } from './list-cases.ts'
import { EVALS, readCaseFile, readShop } from './read-shop.ts'
import { skeletonOf } from './skeleton-of.ts'

const written = listCases(['message', 'thread'])
/** What the coverage of whole businesses is measured with as well (training/measure-shops.ts). */
const everyday = globSync(join(EVALS, 'cases', 'everyday', '*.jsonl')).flatMap(readCaseFile)
const all = [...written, ...everyday]

/** That of all its messages together. */
const skeletonOfCase = ({ messages }: Case) => messages.map(({ text }) => skeletonOf(text)).join(' ')

const trigramsOf = (text: string) => {
  const padded = ` ${text} `
  return new Set(Array.from({ length: padded.length - 2 }, (_, i) => padded.slice(i, i + 3)))
}

const jaccard = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  one.intersection(other).size / one.union(other).size

test('there are everyday messages of every business', () => {
  const shops = (cases: readonly Case[]) => new Set(cases.map(({ knowledge }) => knowledge))
  expect(shops(everyday)).toEqual(shops(listCases(['message'])))
})

test('there are at least 150 written cases a language, over several kinds of business', () => {
  for (const language of LANGUAGES) {
    const own = written.filter(({ tags }) => tags.language === language)
    expect(own.length).toBeGreaterThanOrEqual(150)
    expect(new Set(own.map(({ knowledge }) => knowledge)).size).toBeGreaterThanOrEqual(3)
  }
})

test('no two cases share a skeleton', () => {
  const grams = all.map((given) => trigramsOf(skeletonOfCase(given)))
  const near = grams.flatMap((one, i) =>
    grams.slice(i + 1).flatMap((other, k) => {
      const isNear = jaccard(one, other) >= 0.7
      return isNear ? [`${all[i]!.id} and ${all[i + 1 + k]!.id}`] : []
    }),
  )
  expect(near).toEqual([])
})

test('every entry that a case expects exists in its shop', () => {
  const missing = all.filter(({ knowledge, messages }) => {
    const known = readShop(knowledge as string).entries.map(({ external_id }) => external_id)
    return messages.some(({ expected }) => expected?.entry && !known.includes(expected.entry))
  })
  expect(missing.map(({ id }) => id)).toEqual([])
})

test('no message of a case stands in the training data', () => {
  const folder = join(import.meta.dirname, '../../training/data')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(json|txt)$/.test(name),
  )
  const trained = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
  const copied = all
    .flatMap(({ messages }) => messages)
    .filter(({ text }) => text.split(' ').length > 4 && trained.includes(text))
  expect(copied.map(({ text }) => text)).toEqual([])
}, 60_000)

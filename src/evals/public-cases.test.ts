import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashOf } from './hash-of.ts'
import { outOfScopeCases } from './out-of-scope-cases.ts'
import { publicSentenceCases } from './public-sentence-cases.ts'

let folder: string
const write = (set: string, rows: readonly object[]) =>
  writeFileSync(join(folder, `${set}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-sets-'))
  write('sms_spam_en', [
    { text: 'You won a prize', label: 'spam', lang: 'en' },
    { text: 'See you at six', label: 'ham', lang: 'en' },
    { text: 'See you at six', label: 'ham', lang: 'en' },
    { text: 'What training saw', label: 'ham', lang: 'en' },
  ])
  write('clinc150_en', [
    { text: 'how much does a moose weigh', label: 'oos', lang: 'en' },
    { text: 'transfer fifty dollars', label: 'transfer', lang: 'en' },
  ])
})
afterAll(() => rmSync(folder, { recursive: true }))

test('of a public set only held-out rows are asked, each once, with what its label means here', () => {
  const heldOut = { sms_spam_en: ['You won a prize', 'See you at six'].map(hashOf) }
  const found = publicSentenceCases(folder, heldOut)
  expect(found.map(({ messages, label, tags }) => [messages[0]!.text, label, tags.source])).toEqual([
    ['You won a prize', { name: 'spam', holds: true }, 'sms_spam_en'],
    ['See you at six', { name: 'spam', holds: false }, 'sms_spam_en'],
  ])
})

test('what no knowledge answers is asked of a shop and expects no answer', () => {
  const found = outOfScopeCases(folder)
  expect(found.map(({ messages }) => messages[0])).toMatchObject([
    { text: 'how much does a moose weigh', expected: { entry: null } },
  ])
})

test('without a folder, or in one that lacks a set, there are none', () => {
  expect([...publicSentenceCases(null), ...outOfScopeCases(null)]).toEqual([])
  expect(outOfScopeCases(tmpdir())).toEqual([])
})

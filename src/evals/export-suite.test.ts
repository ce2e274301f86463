import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { WrittenCase } from './case.ts'
import { toJsonl, toPromptfoo } from './export-suite.ts'
import { listCases } from './list-cases.ts'

const PROVIDER = new URL('../../examples/promptfoo/recado-provider.mjs', import.meta.url).href
const cases = listCases(['message', 'thread'])

test('what is exported as JSONL is read again as the same cases', () => {
  const rows = toJsonl(cases).trim().split('\n')
  expect(rows.map((row) => WrittenCase.parse(JSON.parse(row)).messages)).toEqual(
    cases.map(({ messages }) => messages),
  )
})

test('a promptfoo test fails for another category, an answer from another entry, or an answer to what none answers', () => {
  const { tests } = parse(toPromptfoo('all', cases)) as {
    tests: { description: string; assert: { metric: string; value: string }[] }[]
  }
  expect(tests).toHaveLength(cases.length)
  const failing = (id: string, output: object) =>
    tests
      .find(({ description }) => description === id)!
      .assert.filter(({ value }) => !new Function('output', `return ${value}`)(output))
      .map(({ metric }) => metric)
  const right = { category: 'faq', route: 'auto_reply', citations: [{ external_id: 'precio-kayak' }] }
  expect(failing('excursiones-01', right)).toEqual([])
  expect(failing('excursiones-01', { ...right, category: 'spam', citations: [] })).toEqual([
    'category',
    'entry',
  ])
  expect(
    failing('excursiones-01', { ...right, route: 'review', draft: { text: 'Sí' }, citations: [] }),
  ).toEqual(['entry'])
  expect(failing('excursiones-21', { ...right, category: 'needs_human' })).toEqual(['entry'])
})

test('the provider sends the whole thread and answers with the last decision', async () => {
  const { default: RecadoProvider } = await import(PROVIDER)
  const sent: { text: string; direction: string; thread: object }[] = []
  const answer = async (_url: string, init: { body: string }) => {
    sent.push(JSON.parse(init.body))
    return Response.json(sent.length === 2 ? { route: 'human' } : { status: 'accepted' })
  }
  const provider = new RecadoProvider({ config: { fetch: answer } })
  const messages = JSON.stringify([
    { from: 'person', text: 'oi' },
    { from: 'customer', text: 'e agora?' },
  ])
  expect(await provider.callApi('', { vars: { messages } })).toEqual({ output: { route: 'human' } })
  expect(sent.map(({ text, direction }) => [text, direction])).toEqual([
    ['oi', 'outbound'],
    ['e agora?', 'inbound'],
  ])
  expect(sent[0]!.thread).toEqual(sent[1]!.thread)
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { judgeDraft, type ToJudge } from '../src/evals/judge-draft.ts'
import { keepResults } from '../src/evals/keep-results.ts'
import { listCases } from '../src/evals/list-cases.ts'
import { measureCost } from '../src/evals/measure-cost.ts'
import type { Workbench } from '../src/evals/open-workbench.ts'
import { readShop } from '../src/evals/read-shop.ts'
import { runSuites } from '../src/evals/run-suites.ts'
import { scoreJudged } from '../src/evals/score-judged.ts'
import { findSuite } from '../src/evals/suites.ts'
import type { ChatModel } from '../src/inference/chat-model.ts'
import { loadModels } from '../src/inference/load-models.ts'
import { openChatModel } from '../src/inference/openai/chat-model.ts'
import { openBench } from './support/open-bench.ts'
import { type Behaviour, type ChatCompletionRequest, startOpenAiServer } from './support/openai-server.ts'

let server: Awaited<ReturnType<typeof startOpenAiServer>>
let provider: { apiKey: string; baseUrl: string; model: string }
let chat: ChatModel
let bench: Workbench

beforeAll(async () => {
  server = await startOpenAiServer()
  provider = { apiKey: 'sk-local', baseUrl: server.baseUrl, model: 'local-1' }
  chat = openChatModel(provider, { deadlineMs: 8_000, retryDelayMs: 1 })
  bench = await openBench({ models: { ...(await loadModels(readConfig({}))), chat } })
})
afterAll(async () => {
  await bench.close()
  await server.close()
})

const { entries } = readShop('bookshop')
const TO_JUDGE: ToJudge = {
  draft: { text: 'Hi there! We open at nine. We close at five.', language: 'en' },
  cited: entries.slice(0, 1),
  thread: [{ from: 'customer', text: 'When do you open? Write to ana@example.com' }],
  fence: 'k7w2m9q4',
}
type Verdict = 'supported' | 'unsupported' | 'contradicted' | 'no_claim'
const verdicts = (answers_question: boolean, ...given: Verdict[]): Behaviour => ({
  kind: 'answer',
  value: { verdicts: given.map((verdict, i) => ({ sentence: i + 1, verdict })), answers_question },
})

test('a draft’s claims are judged several times, and the score and the agreement follow from the verdicts', async () => {
  server.behave(
    verdicts(true, 'no_claim', 'supported', 'supported'),
    verdicts(true, 'no_claim', 'supported', 'contradicted'),
    verdicts(false, 'no_claim', 'supported', 'supported'),
  )
  const judged = await judgeDraft(chat, TO_JUDGE, 3)
  expect(judged.claims).toEqual(['Hi there!', 'We open at nine.', 'We close at five.'])
  expect(scoreJudged(judged)).toEqual({
    judged: 1,
    judged_supported: (1 + 1 / 2 + 1) / 3,
    judged_answers: 2 / 3,
    // Of four verdicts, two are the same in all three pairs, and two in one of three.
    judge_agreement: (2 + 2 / 3) / 4,
  })
  expect(server.requests).toHaveLength(3)
  expect(server.requests[0]!.headers['x-prompt-version']).toBe('judge-draft@1')
  expect(JSON.stringify(server.requests)).not.toContain('ana@example.com')
})

test('what a provider does not judge is not applicable, and counted so', async () => {
  server.behave({ kind: 'status', status: 400 }, verdicts(true, 'supported'), {
    kind: 'garbage',
    type: 'text/html',
  })
  const judged = await judgeDraft(chat, TO_JUDGE, 3)
  expect(judged.failures.toSorted()).toEqual([
    'provider_error',
    'provider_invalid_output',
    'provider_invalid_output',
  ])
  const none = { judged_supported: undefined, judged_answers: undefined, judge_agreement: undefined }
  expect(scoreJudged(judged)).toEqual({ judged: 0, ...none })
  expect(scoreJudged(null)).toEqual({})
  server.behave(verdicts(true, 'no_claim', 'no_claim', 'no_claim'))
  expect(scoreJudged(await judgeDraft(chat, TO_JUDGE, 1))).toEqual({ ...none, judged: 1, judged_answers: 1 })
})

/** Drafts from the first passage, and holds every claim for supported, or fails to judge. */
function answerAll(isJudging: boolean) {
  return ({ body }: ChatCompletionRequest): Behaviour => {
    const user = body.messages.at(-1)!.content
    if (body.response_format!.json_schema!.name === 'draft_judgement') {
      const [sentences = ''] = /<sentences[^>]*>[^<]*/u.exec(user) ?? []
      const count = sentences.match(/"number":/g)!.length
      return isJudging
        ? verdicts(true, ...Array<Verdict>(count).fill('supported'))
        : { kind: 'status', status: 400 }
    }
    const answer = JSON.parse(`"${/"answer":"((?:[^"\\]|\\.)*)"/u.exec(user)![1]}"`)
    return { kind: 'answer', value: { answer, cited_ids: ['P1'], answers_all: true, language: 'en' } }
  }
}

test('a run with a provider shows verdicts and what it took; what failed is asked again, and the rest is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-judged-'))
  const given = listCases(['message']).find(
    ({ tags, messages }) => tags.language === 'en' && typeof messages[0]!.expected?.entry === 'string',
  )!
  const run = () =>
    runSuites({
      suites: [findSuite('drafting')!],
      cases: [given],
      config: { ...readConfig({}), provider },
      where: bench,
      kept: keepResults(join(folder, 'results.jsonl')),
      price: { input: 2, output: 8 },
    })
  try {
    server.behave(answerAll(false))
    const failed = await run()
    const supported = ({ measured }: typeof failed) =>
      measured.find(({ metric, where }) => metric === 'judged_supported' && where === 'all')
    expect(supported(failed)).toMatchObject({ value: null, turns: 0, not_applicable: 1 })
    server.behave(answerAll(true))
    const whole = await run()
    expect(supported(whole)).toMatchObject({ value: 1, turns: 1, not_applicable: 0 })
    // The server says one token in and one out of each.
    expect(whole.cost.filter(({ where }) => where === 'en')).toMatchObject([
      { of: 'drafting', cases: 1, calls: 1, failures: 0, input_tokens: 1, output_tokens: 1, price: 0.00001 },
      { of: 'judging', cases: 1, calls: 3, failures: 0, input_tokens: 3, output_tokens: 3, price: 0.00003 },
    ])
    expect(measureCost(whole.outcomes, null)[0]).toMatchObject({ calls: 1, price: null })
    expect(server.requests).toHaveLength(4)
    expect(await run()).toEqual(whole)
    expect(server.requests).toHaveLength(4)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

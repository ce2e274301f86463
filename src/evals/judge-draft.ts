import { z } from 'zod'
import type { EntryInput } from '../domain/knowledge-entry.ts'
import type { ChatModel } from '../inference/chat-model.ts'
import { readPrompt } from '../inference/read-prompt.ts'
import { sealText } from '../inference/seal-text.ts'
import { openRedaction } from '../privacy/redact-text.ts'
import type { CaseMessage } from './case.ts'
import { ClaimVerdict, type Judged } from './result.ts'

const Answer = z.object({
  verdicts: z.array(z.object({ sentence: z.int(), verdict: ClaimVerdict })),
  answers_question: z.boolean(),
})

/** A draft with what it rests on and what was said before it, the question last. */
export interface ToJudge {
  readonly draft: { readonly text: string; readonly language: string }
  readonly cited: readonly EntryInput[]
  readonly thread: readonly Pick<CaseMessage, 'from' | 'text'>[]
  /** Marks in the prompt where data begins and ends. */
  readonly fence: string
}

/**
 * Asks a model so many times what each sentence of a draft is worth against the entries that it cites. A judging that fails,
 * or leaves a sentence out, counts as none. The score is worked out from the verdicts, in src/evals/score-judged.ts.
 */
export async function judgeDraft(chat: ChatModel, given: ToJudge, times: number): Promise<Judged> {
  const claims = splitSentences(given.draft)
  const request = writeRequest(given, claims)
  const answers = await Promise.all(Array.from({ length: times }, () => chat.complete(request)))
  const read = answers.map((answer) => {
    if (!answer.ok) return answer.failure
    const { verdicts, answers_question } = answer.value
    const byNumber = new Map(verdicts.map(({ sentence, verdict }) => [sentence, verdict]))
    const own = claims.flatMap((_, i) => byNumber.get(i + 1) ?? [])
    if (own.length < claims.length || verdicts.length > claims.length) return 'provider_invalid_output'
    return { verdicts: own, answers: answers_question }
  })
  return {
    claims,
    judgings: read.filter((one) => typeof one !== 'string'),
    failures: read.filter((one) => typeof one === 'string'),
  }
}

function splitSentences({ text, language }: ToJudge['draft']): string[] {
  const segments = new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)
  return [...segments].map(({ segment }) => segment.trim()).filter((sentence) => sentence !== '')
}

function writeRequest({ cited, thread, fence }: ToJudge, claims: readonly string[]) {
  const prompt = readPrompt('judge-draft')
  const texts = [...thread.map(({ text }) => text), ...claims]
  const { hide, hidePublic } = openRedaction({ contactName: null, texts })
  const lines = (items: readonly unknown[]) => items.map(sealText).join('\n')
  const values = {
    prompt_version: prompt.version,
    fence,
    passages: lines(
      cited.map(({ question, answer }) => ({ question: hidePublic(question), answer: hidePublic(answer) })),
    ),
    thread: lines(thread.map(({ from, text }) => ({ from, text: hide(text) }))),
    sentences: lines(claims.map((claim, i) => ({ number: i + 1, text: hide(claim) }))),
  }
  return {
    promptVersion: prompt.version,
    ...prompt.render(values),
    schemaName: 'draft_judgement',
    schema: Answer,
    temperature: prompt.temperature,
    maxTokens: prompt.maxTokens,
  }
}

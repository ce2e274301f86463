import { z } from 'zod'
import type { Language } from '../domain/language.ts'
import type { Passage } from '../domain/passage.ts'
import type { ChatModel } from '../inference/chat-model.ts'
import { type Prompt, readPrompt } from '../inference/read-prompt.ts'
import { sealText } from '../inference/seal-text.ts'
import { openRedaction } from '../privacy/redact-text.ts'
import { citationOf, retrievedFor, trustedPassages } from './cite-passages.ts'
import { noAnswer } from './compose-answer.ts'
import type { DraftRequest } from './draft-request.ts'
import type { ProposalOutcome } from './proposal.ts'
import { readFirstName } from './read-first-name.ts'

export const DraftAnswer = z.object({
  answer: z.string(),
  cited_ids: z.array(z.string()),
  answers_all: z.boolean(),
  language: z.string(),
})

const MOST_PASSAGES = 8
const MOST_HISTORY = 8
const LONGEST_MESSAGE = 4_000
const LONGEST_HISTORY_ITEM = 800

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  pt: 'Brazilian Portuguese (pt)',
  es: 'Latin American Spanish (es)',
  en: 'English (en)',
}
const TONES: Readonly<Record<DraftRequest['tone'], string>> = {
  friendly: 'friendly and informal',
  neutral: 'polite and plain',
  formal: 'formal',
}

/**
 * The provider's draft. It is asked only where a passage is trusted to answer something, sees placeholders instead of
 * personal data, and may answer from an entry of another language, as it can translate.
 */
export async function askProvider(
  chat: ChatModel,
  request: DraftRequest,
  signal?: AbortSignal,
): Promise<ProposalOutcome> {
  const trusted = trustedPassages(request)
  if (trusted.length === 0) return noAnswer(request)
  const prompt = readPrompt('draft-reply')
  const passages = retrievedFor(request).slice(0, MOST_PASSAGES)
  const { texts, restore } = writeRequest(prompt, request, passages)
  const result = await chat.complete(
    {
      promptVersion: prompt.version,
      ...texts,
      schemaName: 'draft_reply',
      schema: DraftAnswer,
      temperature: prompt.temperature,
      maxTokens: prompt.maxTokens,
    },
    signal,
  )
  if (!result.ok) {
    const citations = trusted.map(citationOf)
    return { kind: 'none', reason: result.failure, citations, promptVersion: prompt.version }
  }
  const { answer, cited_ids, answers_all, language } = result.value
  if (answer.trim() === '' && !answers_all) return noAnswer(request, prompt.version)
  const { text, unresolved } = restore(answer.trim())
  const isLeak = repeats(answer, [texts.system, request.fence])
  return {
    kind: 'proposed',
    text,
    citedIds: entryIds(cited_ids, passages),
    answersAll: answers_all && request.questions.every(({ passage }) => passage !== null),
    claimedLanguage: language,
    promptVersion: prompt.version,
    isFramed: false,
    isUnresolved: unresolved,
    isLeak,
  }
}

const RUN = 6

/** Whether so many words in a row, or a whole text of fewer, stand in the answer as well. */
function repeats(answer: string, secrets: readonly string[]): boolean {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const said = ` ${words(answer).join(' ')} `
  return secrets.map(words).some((secret) => {
    const length = Math.min(RUN, secret.length)
    const starts = Array.from({ length: secret.length - length + 1 }, (_, at) => at)
    return starts.some((at) => said.includes(` ${secret.slice(at, at + length).join(' ')} `))
  })
}

/** The entries behind “P1”, “P2”; an id that was never given stays as it is, so that the check of citations finds it. */
function entryIds(citedIds: readonly string[], passages: readonly Passage[]): string[] {
  const ids = citedIds.map((id) => passages[Number(/^P(\d+)$/u.exec(id)?.[1]) - 1]?.entry.id ?? id)
  return [...new Set(ids)]
}

function writeRequest(prompt: Prompt, request: DraftRequest, passages: readonly Passage[]) {
  const history = request.history.slice(-MOST_HISTORY)
  const redaction = openRedaction({
    contactName: request.contactName,
    orderMasks: request.orderMasks,
    texts: [request.text, ...history.map(({ text }) => text)],
  })
  const { hide, hidePublic } = redaction
  const name = readFirstName(request.contactName)
  const values = {
    prompt_version: prompt.version,
    fence: request.fence,
    language: LANGUAGE_NAMES[request.language],
    tone: TONES[request.tone],
    greeting: sealText(request.greeting === null ? null : hidePublic(request.greeting)),
    customer_name: sealText(name === null ? null : hide(name)),
    passages: lines(
      passages.map(({ entry }, i) => ({
        id: `P${i + 1}`,
        language: entry.language,
        question: hidePublic(entry.question),
        answer: hidePublic(entry.answer),
      })),
    ),
    thread: lines(history.map(({ from, text }) => ({ from, text: cut(hide(text), LONGEST_HISTORY_ITEM) }))),
    questions: lines(request.questions.map(({ text }) => cut(hide(text), LONGEST_MESSAGE))),
    message: sealText(cut(hide(request.text), LONGEST_MESSAGE)),
  }
  return { texts: prompt.render(values), restore: redaction.restore }
}

function lines(items: readonly unknown[]): string {
  return items.map(sealText).join('\n')
}

/** After hiding: what is cut first may be too short to be known as personal data. A cut placeholder goes whole. */
function cut(text: string, longest: number): string {
  return text.length <= longest
    ? text
    : `${text
        .slice(0, longest)
        .toWellFormed()
        .replace(/\[[A-Z_]{0,20}\d{0,4}$/u, '')}…`
}

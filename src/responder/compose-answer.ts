import { renderTemplate } from '../domain/render-template.ts'
import { citationOf, trustedPassages } from './cite-passages.ts'
import { CLOSINGS, GREETINGS, OPENS_WITH_GREETING } from './courtesy.ts'
import type { DraftRequest } from './draft-request.ts'
import type { ProposalOutcome } from './proposal.ts'
import { readFirstName } from './read-first-name.ts'

/** How many passages that were close, but not trusted, a person is shown. */
const CLOSE_PASSAGES = 3

/**
 * The embedded responder: the entries' own text with a greeting and a closing, each entry once, in the order of the
 * questions. It does not translate: an entry of another language goes to a person, cited.
 */
export function composeAnswer(request: DraftRequest): ProposalOutcome {
  const trusted = trustedPassages(request)
  if (trusted.length === 0) return noAnswer(request)
  const usable = trusted.filter(({ entry }) => entry.language === request.language)
  if (usable.length === 0) {
    const citations = trusted.map(citationOf)
    return { kind: 'none', reason: 'entry_other_language', citations, promptVersion: null }
  }
  const answers = usable.map(({ entry }) => entry.answer.trim())
  const framed = frameAnswers(request, answers)
  const greeting = greetingFor(request, answers[0]!)
  const closing = CLOSINGS[request.language][request.tone]
  const composed = [...(greeting === null ? [] : [greeting]), ...answers, closing].join('\n\n')
  return {
    kind: 'proposed',
    text: framed ?? composed,
    citedIds: usable.map(({ entry }) => entry.id),
    answersAll: request.questions.every(({ passage }) => passage?.entry.language === request.language),
    claimedLanguage: null,
    promptVersion: null,
    isUnresolved: false,
    isFramed: framed !== null,
    isLeak: false,
  }
}

/** Nothing is trusted to answer anything; a person sees what was close. */
export function noAnswer(
  request: DraftRequest,
  promptVersion: string | null = null,
): Extract<ProposalOutcome, { kind: 'none' }> {
  const citations = request.passages.slice(0, CLOSE_PASSAGES).map(citationOf)
  return { kind: 'none', reason: 'no_answer', citations, promptVersion }
}

/** The answers in the workspace's approved words: once a conversation, as they greet and take leave. */
function frameAnswers(request: DraftRequest, answers: readonly string[]): string | null {
  const { frame, history, contactName } = request
  if (frame === null || isRunning(history)) return null
  const name = readFirstName(contactName)
  const values = { answer: answers.join('\n\n'), ...(name === null ? {} : { first_name: name }) }
  const { text, missing } = renderTemplate({ header: null, body: frame.text, footer: null }, values)
  return missing.length === 0 ? text : null
}

const isRunning = (history: DraftRequest['history']) => history.some(({ from }) => from === 'shop')

/** A running conversation is not greeted anew. */
function greetingFor(request: DraftRequest, answer: string): string | null {
  if (OPENS_WITH_GREETING.test(answer) || isRunning(request.history)) return null
  if (request.greeting !== null && request.greeting.trim() !== '') return request.greeting.trim()
  const name = readFirstName(request.contactName)
  return GREETINGS[request.language][request.tone].replace('{name}', name === null ? '' : `, ${name}`)
}

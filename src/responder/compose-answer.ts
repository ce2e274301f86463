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
  const greeting = greetingFor(request, answers[0]!)
  const closing = CLOSINGS[request.language][request.tone]
  return {
    kind: 'proposed',
    text: [...(greeting === null ? [] : [greeting]), ...answers, closing].join('\n\n'),
    citedIds: usable.map(({ entry }) => entry.id),
    answersAll: request.questions.every(({ passage }) => passage?.entry.language === request.language),
    claimedLanguage: null,
    promptVersion: null,
    isUnresolved: false,
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

/** A running conversation is not greeted anew. */
function greetingFor(request: DraftRequest, answer: string): string | null {
  if (OPENS_WITH_GREETING.test(answer) || request.history.some(({ from }) => from === 'shop')) return null
  if (request.greeting !== null && request.greeting.trim() !== '') return request.greeting.trim()
  const name = readFirstName(request.contactName)
  return GREETINGS[request.language][request.tone].replace('{name}', name === null ? '' : `, ${name}`)
}

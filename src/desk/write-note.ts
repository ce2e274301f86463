import type { Language } from '../domain/language.ts'
import type { ThreadNote, ThreadStatus } from '../domain/thread.ts'
import { makesPromise } from '../responder/check-promises.ts'
import { findThing, isAsk, NOTE_WORDS } from './note-words.ts'

export interface Said {
  readonly from: 'customer' | 'shop'
  readonly text: string
  readonly at: Date
  readonly isNotice?: boolean
}

/** What happened in an episode, oldest first; whoever reads it out has taken personal data out. */
export interface NoteFacts {
  readonly language: Language
  readonly status: ThreadStatus
  readonly isWaiting: boolean
  readonly episode: number
  readonly labels: readonly string[]
  readonly said: readonly Said[]
  /** Drafts that did not go out. */
  readonly held: readonly (Said & {
    readonly state: 'rejected' | 'failed' | 'pending_review'
    readonly reason: string | null
  })[]
  /** Why Recado brought a person in. */
  readonly reasons: readonly string[]
}

const LONGEST_QUOTE = 140
const MOST_QUOTES = 3

/** Says what is known, what was tried, what is promised and what is missing, by rules alone. */
export function writeNote(facts: NoteFacts): ThreadNote {
  const words = NOTE_WORDS[facts.language]
  const parts = {
    known: knownOf(facts),
    tried: triedOf(facts),
    promised: promisedOf(facts),
    missing: missingOf(facts),
  }
  const subject = subjectOf(facts)
  const line = (title: string, items: readonly string[]) =>
    `${title}: ${items.length === 0 ? words.nothing : items.join('; ')}`
  const text = [
    subject,
    line(words.known, parts.known),
    line(words.tried, parts.tried),
    line(words.promised, parts.promised),
    line(words.missing, parts.missing),
  ].join('\n')
  return { language: facts.language, subject, ...parts, text }
}

/** “pedido #123 — aguardando fatura” */
function subjectOf(facts: NoteFacts): string {
  const words = NOTE_WORDS[facts.language]
  const reference = referencesIn(facts).at(-1)
  const thing = thingAsked(facts) ?? thingWanted(facts)
  const state =
    thing !== null ? `${words.waitingFor} ${thing}` : facts.isWaiting ? words.waitsForUs : words.waitsForThem
  return reference === undefined ? state : `${reference} — ${state}`
}

const REFERENCE =
  /(?<!\p{L})(pedido|compra|orden|order|nota fiscal|protocolo|ticket|chamado|rastreio|reserva|booking|invoice|factura|fatura)\s*(?:n[º°.o]*|number|número|numero)?\s*[:#]?\s*#?([a-z]{0,3}-?\d[\d-]{1,19})/giu

/** “pedido #123”, as often as it was named only once. */
function referencesIn(facts: NoteFacts): string[] {
  const found = facts.said.flatMap(({ text }) =>
    [...text.matchAll(REFERENCE)].map(
      ([, kind, number]) => `${kind!.toLowerCase()} #${number!.toUpperCase()}`,
    ),
  )
  return [...new Set(found)]
}

/** What the shop asked for and the customer has not answered yet. */
function thingAsked(facts: NoteFacts): string | null {
  const asks = sinceLast(facts.said, 'customer').flatMap(({ text }) => sentencesOf(text).filter(isAsk))
  return asks.map((ask) => findThing(ask, facts.language)).findLast((thing) => thing !== null) ?? null
}

/** What the customer wrote of and nobody has answered yet. */
function thingWanted(facts: NoteFacts): string | null {
  if (!facts.isWaiting) return null
  const open = sinceLast(facts.said, 'shop').map(({ text }) => findThing(text, facts.language))
  return open.findLast((thing) => thing !== null) ?? null
}

function knownOf(facts: NoteFacts): string[] {
  const words = NOTE_WORDS[facts.language]
  const first = facts.said.find((item) => item.from === 'customer')
  return [
    ...(facts.episode > 1 ? [words.cameBack(facts.episode)] : []),
    ...referencesIn(facts),
    ...(facts.labels.length === 0 ? [] : [`${words.labels} ${facts.labels.join(', ')}`]),
    ...(first === undefined ? [] : [`${words.cameWith} ${quote(first.text)}`]),
  ]
}

function triedOf(facts: NoteFacts): string[] {
  const words = NOTE_WORDS[facts.language]
  const answers = facts.said.filter((item) => item.from === 'shop')
  return [
    ...answers.map((item) =>
      item.isNotice === true ? words.toldToWait : `${words.answered} ${quote(item.text)}`,
    ),
    ...facts.held.map((draft) => {
      const reason = draft.reason === null ? '' : ` (${words.rejections[draft.reason] ?? draft.reason})`
      return `${words.held[draft.state]} ${quote(draft.text)}${reason}`
    }),
  ].slice(-MOST_QUOTES)
}

function promisedOf(facts: NoteFacts): string[] {
  return facts.said
    .filter((item) => item.from === 'shop' && item.isNotice !== true)
    .flatMap(({ text }) => sentencesOf(text).filter(makesPromise))
    .slice(-MOST_QUOTES)
    .map(quote)
}

function missingOf(facts: NoteFacts): string[] {
  const words = NOTE_WORDS[facts.language]
  const thing = thingAsked(facts)
  const open = facts.isWaiting ? sinceLast(facts.said, 'shop') : []
  return [
    ...(thing === null ? [] : [words.askedFor(thing)]),
    ...open.slice(-MOST_QUOTES).map(({ text }) => `${words.answerTo} ${quote(text)}`),
    ...facts.reasons.flatMap((reason) => words.reasons[reason] ?? []),
  ]
}

/** What the one side said since the other side's last word; a notice that a person will come is no word. */
function sinceLast(said: readonly Said[], other: Said['from']): Said[] {
  const words = said.filter((item) => item.isNotice !== true)
  return words.slice(words.findLastIndex((item) => item.from === other) + 1)
}

function sentencesOf(text: string): string[] {
  return (text.match(/[^.!?\n]+[.!?]*/g) ?? []).map((sentence) => sentence.trim()).filter((s) => s !== '')
}

function quote(text: string): string {
  const points = [...text.replace(/\s+/gu, ' ').trim()]
  return `“${points.length <= LONGEST_QUOTE ? points.join('') : `${points.slice(0, LONGEST_QUOTE - 1).join('')}…`}”`
}

import { CATEGORIES } from '../domain/assessment.ts'
import { type Decision, ROUTES } from '../domain/decision.ts'
import { CONCURRENCY, type Outcome, SETTLE_MS } from './send-messages.ts'

const WIDTH = 100
const EXAMPLES = 2

type Print = (text: string) => void
type Decided = Outcome & { readonly decision: Decision }

/** Prints what became of the messages: counts, latency, how right the answers were, and examples of each route. */
export function printSummary(print: Print, outcomes: readonly Outcome[]): void {
  const decided = outcomes.filter((outcome): outcome is Decided => outcome.decision !== null)
  printRoutes(print, decided)
  printForeign(print, decided)
  printShop(print, decided)
  printAnswers(print, decided)
  printLatency(print, decided)
  printExamples(print, decided)
  printFaults(
    print,
    outcomes.filter(({ decision }) => decision === null),
  )
}

function printRoutes(print: Print, decided: readonly Decided[]): void {
  heading(print, `Category × route, as decided (${decided.length} messages)`)
  printTable(print, 'category', CATEGORIES, decided, ({ decision }) => decision.category)
  const modes = (['auto', 'draft', 'shadow', 'off'] as const).map(
    (mode) => `${mode} ${decided.filter((outcome) => outcome.mode === mode).length}`,
  )
  const meaning =
    'Off leaves every message alone (none), draft turns auto_reply into review, shadow says what auto would do and sends nothing.'
  print(wrap(`By mode of the channel: ${modes.join(', ')}. ${meaning}`))
}

function printForeign(print: Print, decided: readonly Decided[]): void {
  const foreign = decided.filter(({ message }) => message.source !== 'shop')
  if (foreign.length === 0) return
  heading(print, `The ${foreign.length} not written for the shop, by what their set says of them`)
  const nameOf = ({ message }: Decided) =>
    message.category === 'needs_human' ? 'out of scope' : message.category
  printTable(print, 'set says', ['hate', 'spam', 'out of scope'], foreign, nameOf)
}

function printTable(
  print: Print,
  corner: string,
  rows: readonly string[],
  decided: readonly Decided[],
  rowOf: (outcome: Decided) => string,
): void {
  const line = (name: string, cells: readonly (string | number)[]) =>
    print(`${name.padEnd(14)}${cells.map((cell) => String(cell).padStart(12)).join('')}`)
  const counts = (among: readonly Decided[]) => [
    ...ROUTES.map((route) => among.filter(({ decision }) => decision.route === route).length),
    among.length,
  ]
  line(corner, [...ROUTES, 'all'])
  for (const row of rows) line(row, counts(decided.filter((outcome) => rowOf(outcome) === row)))
  line('all', counts(decided))
}

/** Off is left out of this and what follows: it decides nothing. */
function printShop(print: Print, decided: readonly Decided[]): void {
  const shop = decided.filter(isShopDecided)
  heading(
    print,
    `The ${shop.length} written for the shop, by what they are (without the channel in mode off)`,
  )
  const rows = ['hate', 'spam', 'needs_human', 'no reply owed', 'faq']
  printTable(print, 'it is', rows, shop, ({ message }) =>
    message.category === 'needs_human' && !message.reply_owed ? 'no reply owed' : message.category,
  )
}

function isShopDecided({ message, mode }: Decided): boolean {
  return message.source === 'shop' && mode !== 'off'
}

function printAnswers(print: Print, decided: readonly Decided[]): void {
  const shop = decided.filter(isShopDecided)
  const answerable = shop.filter(({ message }) => message.expected !== null)
  const cited = answerable.filter(({ message, decision }) => citedBy(decision)[0] === message.expected)
  // What a rule says (a greeting, a menu) rests on no entry.
  const sent = shop.filter(
    ({ decision, mode }) => mode === 'auto' && decision.route === 'auto_reply' && decision.rule === null,
  )
  const asked = answerable.filter(({ mode }) => mode === 'auto')
  const isWrong = ({ message, decision }: Decided) =>
    message.expected === null || !citedBy(decision).includes(message.expected)
  const wrong = sent.filter(isWrong)
  const languages = byLanguage(cited, answerable)
  heading(print, 'Answers to the shop’s messages')
  print(`right entry cited first: ${ratio(cited, answerable)} answerable ones (${languages})`)
  print(
    `sent without a person: ${sent.length}, where ${asked.length} answerable ones went to the channel in mode auto`,
  )
  print(`  wrong among these: ${wrong.length}`)
  for (const { message, decision } of wrong) {
    const instead = `cites ${citedBy(decision).join(', ')}, not ${message.expected ?? 'answerable'}`
    print(cut(`    “${cut(oneLine(message.text), 50)}” ${instead}`, WIDTH))
  }
}

function citedBy(decision: Decision): readonly string[] {
  const citations = decision.draft?.citations ?? decision.citations
  return citations.map(({ external_id }) => external_id)
}

function byLanguage(part: readonly Decided[], whole: readonly Decided[]): string {
  const count = (among: readonly Decided[], lang: string) =>
    among.filter(({ message }) => message.lang === lang).length
  return ['pt', 'es', 'en'].map((lang) => `${lang} ${count(part, lang)}/${count(whole, lang)}`).join(', ')
}

function printLatency(print: Print, decided: readonly Decided[]): void {
  const sorted = decided.map(({ elapsedMs }) => elapsedMs).sort((a, b) => a - b)
  const quantile = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0)
  heading(print, 'From request to decision')
  print(
    `p50 ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms, with ${CONCURRENCY} messages in flight; settle_ms, the ${SETTLE_MS} ms that a thread`,
  )
  print('must be quiet before it is decided, is included.')
}

function printExamples(print: Print, decided: readonly Decided[]): void {
  for (const route of ROUTES) {
    heading(print, `Examples: ${route}`)
    const examples = pickExamples(decided.filter(({ decision }) => decision.route === route))
    if (examples.length === 0) print('No message took this route.')
    for (const { message, mode, decision } of examples) {
      const where = `${message.lang} ${message.surface} to the ${mode} channel`
      print(cut(`${where}: “${cut(oneLine(message.text), 64)}”`, WIDTH))
      print(cut(`  ${decision.category}, because: ${decision.reasons.join(', ')}`, WIDTH))
      if (decision.draft === null) continue
      const role = route === 'auto_reply' ? 'reply' : 'draft'
      print(wrap(`  ${role}: ${cut(oneLine(decision.draft.text), 270)}`, '    '))
    }
  }
}

/** The shop's messages first, and the second in another language than the first where there is one. */
function pickExamples(decided: readonly Decided[]): readonly Decided[] {
  const rank = ({ message, mode }: Decided) => (message.source === 'shop' ? 0 : 2) + (mode === 'auto' ? 0 : 1)
  const ranked = [...decided].sort((a, b) => rank(a) - rank(b))
  const first = ranked[0]
  if (first === undefined) return []
  const other = ranked.find(
    (outcome) => rank(outcome) === rank(first) && outcome.message.lang !== first.message.lang,
  )
  return [first, other ?? ranked[1]].filter((outcome) => outcome !== undefined).slice(0, EXAMPLES)
}

function printFaults(print: Print, undecided: readonly Outcome[]): void {
  if (undecided.length === 0) return
  heading(print, `${undecided.length} messages got no decision`)
  for (const { message, fault } of undecided)
    print(cut(`“${cut(oneLine(message.text), 60)}”: ${fault ?? ''}`, WIDTH))
}

function heading(print: Print, text: string): void {
  print(`\n${text}\n${'-'.repeat(Math.min(WIDTH, text.length))}`)
}

function ratio(part: readonly unknown[], whole: readonly unknown[]): string {
  return `${part.length} of ${whole.length}`
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** Broken at spaces to WIDTH columns; lines after the first begin with `indent`. */
export function wrap(text: string, indent = ''): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`
    if (lines.length === 0) lines.push(word)
    else if ([...longer].length <= WIDTH) lines[lines.length - 1] = longer
    else lines.push(indent + word)
  }
  return lines.join('\n')
}

/** Cut by code points, so that no emoji is torn. */
function cut(text: string, width: number): string {
  const points = [...text]
  return points.length <= width ? text : `${points.slice(0, width - 1).join('')}…`
}

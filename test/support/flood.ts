import { readShopMessages } from '../../src/demo/pick-messages.ts'
import { listCases } from '../../src/evals/list-cases.ts'
import { makeRandom } from '../../src/evals/make-random.ts'

/** A comment or message of a minute in which a flood comes in. */
export interface Said {
  readonly text: string
  readonly sender: string
  readonly isFlood: boolean
}

/**
 * `flood` comments of so many senders, nearly the same and no two alike, spread evenly among ordinary messages: those of
 * the shipped shops that are neither spam nor hate, each once, by a sender of its own.
 */
export function makeMinute(flood: number, senders: number, ordinary: number): Said[] {
  const random = makeRandom(7)
  const honest = ordinaryTexts()
    .slice(0, ordinary)
    .map((text, i): Said => ({ text, sender: `customer-${i}`, isFlood: false }))
  const comments = Array.from(
    { length: flood },
    (): Said => ({ text: vary(random), sender: `bot-${Math.floor(random() * senders)}`, isFlood: true }),
  )
  const at = (said: Said, i: number, all: readonly Said[]) => ({ said, at: (i + 0.5) / all.length })
  return [...honest.map(at), ...comments.map(at)].sort((a, b) => a.at - b.at).map(({ said }) => said)
}

/** Messages of the shipped shops that ask for nothing but service. */
export function ordinaryTexts(): string[] {
  const messages = listCases(['message']).map(({ messages: [message] }) => ({
    text: message!.text,
    category: message!.expected!.category,
  }))
  const honest = [...messages, ...readShopMessages()].filter(
    ({ category }) => category === 'faq' || category === 'needs_human',
  )
  return [...new Set(honest.map((message) => message.text))]
}

const OPENINGS = ['', 'Gente, ', 'Pessoal, ', 'oi, ', 'ATENÇÃO: ']
const ENDINGS = ['!', '!!', ' 🔥', ' 💰💰', '...', ' ✨ aproveita', ' corre']

/** Names somebody, and changes numbers, emoji, case, accents and the words around: what those do who post a text 5,000 times. */
function vary(random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const amount = 100 + Math.floor(random() * 900)
  const text = `${pick(OPENINGS)}ganhei R$ ${amount} ontem mesmo com o grupo da Márcia, é só chamar ela no perfil${pick(ENDINGS)}`
  const name = random() < 0.5 ? `@amiga${Math.floor(random() * 10_000)} ` : ''
  const cased = random() < 0.3 ? text.toUpperCase() : text
  return name + (random() < 0.3 ? cased.normalize('NFD').replace(/\p{M}/gu, '') : cased)
}

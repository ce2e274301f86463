import { readFileSync } from 'node:fs'
import type { Language } from '../../src/domain/language.ts'

/** A message of the month, with the planted topic that it asks about; null for all the rest. */
export interface MonthMessage {
  readonly text: string
  readonly topic: string | null
  /** Of the month, 0–29. */
  readonly day: number
  readonly contact: number
}

interface Topic {
  readonly id: string
  readonly language: Language
  readonly questions: readonly string[]
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** Another file of evals/gaps holds topics that nothing was chosen on. */
const TOPICS = process.env.RECADO_MONTH_TOPICS ?? 'topics'

export function readTopics(): Topic[] {
  return read(`evals/gaps/${TOPICS}.jsonl`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Topic)
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * A month of a pet shop's messages: of `count`, a fifth asks about topics that its knowledge says nothing of, some ten
 * times and some forty; the rest is answered, asks for one's own order, or is talk. Nothing comes in the same words twice
 * but by chance.
 */
export function makeMonth(seed: number, count: number, topicCount = 40): MonthMessage[] {
  const random = seededRandom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const topics = readTopics().slice(0, topicCount)
  const shares = topics.map(() => 0.4 + random() * 1.6)
  const total = shares.reduce((sum, share) => sum + share, 0)
  const asked = topics.flatMap((topic, i) =>
    Array.from({ length: Math.max(6, Math.round((count / 5) * (shares[i]! / total))) }, () => ({
      topic: topic.id as string | null,
      text: vary(pick(topic.questions), topic.language, random),
    })),
  )
  const talk = readTalk()
  const rest = Array.from({ length: count - asked.length }, () => {
    const { language, texts } = pick(pick([talk.answered, talk.answered, talk.personal, talk.chat]))
    return { topic: null as string | null, text: vary(pick(texts), language, random) }
  })
  return [...asked, ...rest]
    .map((message) => ({ message, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ message }) => ({
      ...message,
      day: Math.floor(random() * 30),
      contact: Math.floor(random() * count),
    }))
}

interface Source {
  readonly language: Language
  readonly texts: readonly string[]
}

function readTalk(): Record<'answered' | 'personal' | 'chat', readonly Source[]> {
  const entries = JSON.parse(read('src/demo/pet-shop.json')) as { language: string; question: string }[]
  const answered = (['pt', 'es', 'en'] as const).map((language) => ({
    language,
    texts: entries.filter((entry) => entry.language.startsWith(language)).map((entry) => entry.question),
  }))
  return { answered, personal: PERSONAL, chat: CHAT }
}

const PERSONAL: readonly Source[] = [
  {
    language: 'pt',
    texts: [
      'Cadê meu pedido?',
      'Meu pedido 48213 ainda não chegou',
      'Comprei ontem e veio errado, e agora?',
      'Podem cancelar minha compra?',
      'Fui cobrado duas vezes',
      'Qual o status do meu pedido?',
      'Quero remarcar o banho do Thor de amanhã',
    ],
  },
  {
    language: 'es',
    texts: [
      '¿Dónde está mi pedido?',
      'Mi pedido 9921 no llegó',
      'Me cobraron dos veces',
      'Quiero cambiar el turno de mañana',
      'Llegó roto el paquete',
    ],
  },
  {
    language: 'en',
    texts: [
      'Where is my order?',
      'My parcel 5512 has not arrived',
      'I was charged twice',
      'Please cancel my order',
      'Can you move my appointment tomorrow?',
    ],
  },
]

const CHAT: readonly Source[] = [
  {
    language: 'pt',
    texts: [
      'Obrigada!',
      'Valeu, vocês são demais',
      'Bom dia',
      'Que fofo esse cachorro',
      'ok',
      'Adorei o atendimento',
      '😍😍',
    ],
  },
  {
    language: 'es',
    texts: ['¡Gracias!', 'Buen día', 'Genial', 'Qué lindo perrito', 'Me encantó la atención'],
  },
  { language: 'en', texts: ['Thanks a lot!', 'Good morning', 'So cute', 'Great service', 'ok cool'] },
]

const BEFORE: Readonly<Record<Language, readonly string[]>> = {
  pt: [
    'Oi! ',
    'Olá, tudo bem? ',
    'Bom dia, ',
    'Boa tarde! ',
    'Oi gente, ',
    'Uma dúvida: ',
    'Por favor, ',
    'Opa, ',
    'Oi, sou cliente nova. ',
  ],
  es: [
    'Hola! ',
    'Buenas, ',
    'Buen día, ',
    'Hola, una consulta: ',
    'Disculpen, ',
    'Buenas tardes! ',
    'Por favor, ',
  ],
  en: ['Hi! ', 'Hello, ', 'Good morning, ', 'Quick question: ', 'Hey there, ', 'Excuse me, ', 'Hi team, '],
}
const AFTER: Readonly<Record<Language, readonly string[]>> = {
  pt: [
    ' obrigada',
    ' Obrigado!',
    ' desde já agradeço',
    ' é pra esse mês',
    ' alguém me responde?',
    ' moro aqui perto',
    ' 🙏',
    ' bjs',
  ],
  es: [' gracias', ' ¡Gracias!', ' es para este mes', ' vivo cerca', ' quedo atenta', ' 🙏'],
  en: [' thanks', ' Thank you!', ' I live nearby', ' it is for this month', ' cheers', ' 🙏'],
}
const SHORT: readonly (readonly [RegExp, string])[] = [
  [/vocês/giu, 'vcs'],
  [/\bpara\b/giu, 'pra'],
  [/\bque\b/giu, 'q'],
  [/\bquanto\b/giu, 'qto'],
  [/\byou\b/giu, 'u'],
  [/\bplease\b/giu, 'pls'],
  [/\btambién\b/giu, 'tmb'],
]

/** The same question as another person types it. */
function vary(text: string, language: Language, random: () => number): string {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)]!
  let out = text
  if (random() < 0.3) for (const [long, short] of SHORT) out = out.replace(long, short)
  if (random() < 0.15) out = swapLetters(out, random)
  if (random() < 0.3) out = out.normalize('NFD').replace(/\p{M}/gu, '')
  if (random() < 0.3) out = out.replace(/[?¿!¡]/gu, '')
  if (random() < 0.45) out = pick(BEFORE[language]) + out
  if (random() < 0.3) out += pick(AFTER[language])
  return random() < 0.5 ? out.toLowerCase() : out
}

function swapLetters(text: string, random: () => number): string {
  const at = 1 + Math.floor(random() * Math.max(1, text.length - 3))
  return /^\p{L}{2}$/u.test(text.slice(at, at + 2))
    ? text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2)
    : text
}

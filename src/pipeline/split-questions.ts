/** At most so many questions of one message are looked up; whoever asks more gets a person. */
export const MOST_QUESTIONS = 4

// What opens a conversation without asking anything of the shop. One phrase at a time and without a repeat around the
// alternatives, so that no text can be tried in more than one way.
const FILLER =
  /^(?:oi+|ol[aá]|oie|opa|e a[ií]|bom dia|boa tarde|boa noite|hola|buen(?:os|as) (?:d[ií]as|tardes|noches)|buen(?:os|as)?|hi+|hello|hey|good (?:morning|afternoon|evening)|tudo (?:bem|bom|certo)|td bem|tudo b[eo]m com voc[eê]s?|com voc[eê]s?|c[oó]mo est[aá]n?|qu[eé] tal|todo bien|how are you(?: doing)?|how's it going|algu[eé]m a[ií]|hay alguien|anyone there|(?:pode|podem|poderia) (?:me )?(?:ajudar|tirar uma d[uú]vida|informar)|me tira uma d[uú]vida|(?:me )?(?:puede|pueden|podr[ií]as?) ayudar(?:me)?|una consulta|una pregunta|can (?:you|i) (?:help me|ask (?:you )?(?:something|a question))|quick question|uma d[uú]vida|gente|pessoal|por favor|please|pls|obrigad[oa]|gracias|thanks|thank you)(?![\p{L}\p{N}])/iu
/** Whoever says more than this before the question asks something with it. */
const MOST_FILLERS = 6

const INTERROGATIVE =
  'qual|quais|quanto|quantos|quanta|quando|onde|como|que horas|quem|tem|t[eê]m|aceita[m]?|voc[eê]s|vcs|fazem|entrega[m]?|posso|d[aá] pra|preciso|cu[aá]l(?:es)?|cu[aá]nto[s]?|cu[aá]ndo|d[oó]nde|c[oó]mo|qu[eé]|tienen|aceptan|hacen|puedo|hay|what|which|how|when|where|who|do|does|can|is|are|will'
// No two repeats of white space stand side by side here: 10,000 spaces must not be tried in every split.
const JOINED = new RegExp(
  `\\s(?:e|y|and|e tamb[eé]m|y tambi[eé]n|and also|também|además|also)\\s+(?=(?:${INTERROGATIVE})(?:\\s|$))`,
  'iu',
)
const STARTS_AS_QUESTION = new RegExp(
  `^[¿\\s]*(?:(?:oi|ol[aá]|hola|hi|hello)[\\s,!]*|[,!][\\s,!]*)?(?:${INTERROGATIVE})(?:\\s|$)`,
  'iu',
)

/**
 * The separate questions of a message, in order: several only where it plainly asks several things, otherwise the
 * whole text as one. Greetings and "can you help me?" do not count.
 */
export function splitQuestions(text: string): string[] {
  const telling = tellingSentences(text)
  const asked = telling.filter(isAsked).flatMap(splitJoined)
  if (asked.length >= 2) return asked
  if (asked.length === 1 && telling.length === 1) return asked
  const only = asked.length === 0 ? splitJoined(text) : []
  return only.length >= 2 ? only : [text.trim()]
}

/**
 * The one sentence of a text that asks, without what is said around it; null where there is none or more than one. What
 * stands around a question may be what it is about ("moro no Tatuapé, entregam aí?") or mere talk, so both are looked up.
 */
export function narrowQuestion(text: string): string | null {
  const telling = tellingSentences(text)
  const asked = telling.filter(isAsked)
  return asked.length === 1 && telling.length > 1 ? asked[0]! : null
}

function tellingSentences(text: string): string[] {
  return (
    text
      .split(/(?<=[?？])\s*|\n+|(?<=[.!])\s+/u)
      .map((part) => part.trim())
      // The second mark of "abrem??" asks nothing.
      .filter((part) => /[^\p{P}\s]/u.test(part))
      .filter((part) => !isFiller(part))
  )
}

function isAsked(sentence: string): boolean {
  return /[?？]$/u.test(sentence)
}

function splitJoined(sentence: string): string[] {
  if (!STARTS_AS_QUESTION.test(sentence)) return [sentence]
  const parts = sentence.split(JOINED).map((part) => part.trim())
  return parts.every((part) => part.split(/\s+/u).length >= 2) ? parts : [sentence]
}

function isFiller(sentence: string): boolean {
  return dropFillers(sentence) === ''
}

/** A sentence from where it says something: without greetings and what else opens a conversation. */
export function dropFillers(sentence: string): string {
  let rest = sentence
  for (let i = 0; i <= MOST_FILLERS; i += 1) {
    rest = rest.replace(/^[\s\p{P}]+/u, '')
    const found = FILLER.exec(rest)
    if (rest === '' || found === null) return rest
    rest = rest.slice(found[0].length)
  }
  return rest
}

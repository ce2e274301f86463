import type { Language } from '../domain/language.ts'

interface NoteWords {
  readonly known: string
  readonly tried: string
  readonly promised: string
  readonly missing: string
  readonly nothing: string
  readonly waitingFor: string
  readonly waitsForUs: string
  readonly waitsForThem: string
  readonly labels: string
  readonly cameWith: string
  readonly cameBack: (episode: number) => string
  readonly answered: string
  readonly toldToWait: string
  readonly answerTo: string
  readonly askedFor: (thing: string) => string
  readonly held: Readonly<Record<'rejected' | 'failed' | 'pending_review', string>>
  /** Why a reviewer turned a draft down, where they chose one of the pages' reasons. */
  readonly rejections: Readonly<Record<string, string>>
  /** What a reason of Recado's says that somebody has to do. */
  readonly reasons: Readonly<Record<string, string>>
}

/** The words of a note, as a colleague would write them. */
export const NOTE_WORDS: Readonly<Record<Language, NoteWords>> = {
  pt: {
    known: 'O que sabemos',
    tried: 'O que já foi feito',
    promised: 'O que prometemos',
    missing: 'O que falta',
    nothing: 'nada ainda',
    waitingFor: 'aguardando',
    waitsForUs: 'aguardando nossa resposta',
    waitsForThem: 'aguardando o cliente',
    labels: 'etiquetas:',
    cameWith: 'chegou com',
    cameBack: (episode) => `voltou a falar com a gente (${episode}º atendimento)`,
    answered: 'respondemos',
    toldToWait: 'avisamos que uma pessoa ainda vai responder',
    answerTo: 'responder',
    askedFor: (thing) => `o cliente enviar ${thing}`,
    held: {
      rejected: 'rascunho recusado:',
      failed: 'resposta que não saiu:',
      pending_review: 'rascunho para revisar:',
    },
    rejections: {
      wrong_answer: 'a resposta está errada',
      outdated: 'a informação está velha',
      not_asked: 'não é o que a pessoa perguntou',
      tone: 'o tom não serve',
      needs_person: 'precisa de uma pessoa',
    },
    reasons: {
      danger: 'ver antes de tudo: alguém pode estar em perigo',
      wants_human: 'o cliente pediu uma pessoa',
      attachment_only: 'abrir o anexo',
      partly_answered: 'a parte da pergunta que ficou sem resposta',
    },
  },
  es: {
    known: 'Lo que sabemos',
    tried: 'Lo que ya se hizo',
    promised: 'Lo que prometimos',
    missing: 'Lo que falta',
    nothing: 'nada todavía',
    waitingFor: 'a la espera de',
    waitsForUs: 'espera nuestra respuesta',
    waitsForThem: 'a la espera del cliente',
    labels: 'etiquetas:',
    cameWith: 'llegó con',
    cameBack: (episode) => `volvió a escribirnos (consulta n.º ${episode})`,
    answered: 'respondimos',
    toldToWait: 'avisamos que falta que responda una persona',
    answerTo: 'responder',
    askedFor: (thing) => `que el cliente envíe ${thing}`,
    held: {
      rejected: 'borrador rechazado:',
      failed: 'respuesta que no salió:',
      pending_review: 'borrador por revisar:',
    },
    rejections: {
      wrong_answer: 'la respuesta es incorrecta',
      outdated: 'la información es vieja',
      not_asked: 'no es lo que la persona preguntó',
      tone: 'el tono no sirve',
      needs_person: 'hace falta una persona',
    },
    reasons: {
      danger: 'ver antes que nada: alguien puede estar en peligro',
      wants_human: 'el cliente pidió hablar con una persona',
      attachment_only: 'abrir el adjunto',
      partly_answered: 'la parte de la pregunta que quedó sin respuesta',
    },
  },
  en: {
    known: 'What we know',
    tried: 'What was done',
    promised: 'What we promised',
    missing: 'What is missing',
    nothing: 'nothing yet',
    waitingFor: 'waiting for',
    waitsForUs: 'waiting for our answer',
    waitsForThem: 'waiting for the customer',
    labels: 'labels:',
    cameWith: 'came with',
    cameBack: (episode) => `came back to us (conversation ${episode})`,
    answered: 'we answered',
    toldToWait: 'we said that a person is still to answer',
    answerTo: 'answer',
    askedFor: (thing) => `the customer to send ${thing}`,
    held: {
      rejected: 'draft turned down:',
      failed: 'answer that did not go out:',
      pending_review: 'draft to review:',
    },
    rejections: {
      wrong_answer: 'the answer is wrong',
      outdated: 'the information is old',
      not_asked: 'not what the person asked',
      tone: 'the tone is off',
      needs_person: 'a person is needed',
    },
    reasons: {
      danger: 'look at this first: somebody may be in danger',
      wants_human: 'the customer asked for a person',
      attachment_only: 'open the attachment',
      partly_answered: 'the part of the question that was left unanswered',
    },
  },
}

/** Things that a conversation waits for, by how each side may name them. */
const THINGS: readonly { readonly named: RegExp; readonly name: Readonly<Record<Language, string>> }[] = [
  { named: thing('nota fiscal|nf-?e'), name: { pt: 'nota fiscal', es: 'factura', en: 'invoice' } },
  { named: thing('faturas?|facturas?|invoices?'), name: { pt: 'fatura', es: 'factura', en: 'invoice' } },
  { named: thing('boletos?'), name: { pt: 'boleto', es: 'boleto', en: 'payment slip' } },
  {
    named: thing('comprovantes?|comprobantes?|recibos?|receipts?|proof of payment'),
    name: { pt: 'comprovante', es: 'comprobante', en: 'receipt' },
  },
  {
    named: thing('reembolsos?|estornos?|refunds?|devolución del dinero'),
    name: { pt: 'reembolso', es: 'reembolso', en: 'refund' },
  },
  {
    named: thing('rastreio|c[oó]digo de rastre\\p{L}+|seguimiento|tracking(?: number| code)?'),
    name: { pt: 'código de rastreio', es: 'código de seguimiento', en: 'tracking number' },
  },
  {
    named: thing(
      'fotos?|prints?|capturas?(?: de pantalla)?|imagens?|im[aá]genes|photos?|pictures?|screenshots?',
    ),
    name: { pt: 'foto', es: 'foto', en: 'photo' },
  },
  {
    named: thing('n[uú]mero d[oe]l? pedido|order number|n[uú]mero de orden'),
    name: { pt: 'número do pedido', es: 'número de pedido', en: 'order number' },
  },
  {
    named: thing('endere[cç]o|cep|direcci[oó]n|(?:shipping |delivery )?address'),
    name: { pt: 'endereço', es: 'dirección', en: 'address' },
  },
  {
    named: thing('e-?mail|correo(?: electr[oó]nico)?'),
    name: { pt: 'e-mail', es: 'correo', en: 'e-mail address' },
  },
  { named: thing('cpf|cnpj|rg|dni|documento'), name: { pt: 'documento', es: 'documento', en: 'ID' } },
]

function thing(names: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\d])(?:${names})(?![\\p{L}\\d])`, 'iu')
}

/** What a text speaks of that somebody may be waiting for; null for nothing that is known. */
export function findThing(text: string, language: Language): string | null {
  return THINGS.find(({ named }) => named.test(text))?.name[language] ?? null
}

const ASK = new RegExp(
  `(?<!\\p{L})(?:${[
    '(?:pode|poderia|consegue|podes|puedes|puede|podr[ií]as?|can you|could you|would you)(?: por favor| please)? ?(?:me |nos |us )?(?:\\p{L}+)',
    '(?:me|nos) (?:envi[ea]|mand[ea]|inform[ea]|pass[ea]|compart[ea]|confirm[ea])\\p{L}*',
    '(?:envi[ea]|mand[ea]|inform[ea]|env[ií]a|m[aá]nda)(?:nos|me)?(?!\\p{L})',
    '(?:preciso|precisamos|necesito|necesitamos|falta|i need|we need|please (?:send|share|give|confirm))',
    '(?:qual|qu[eé]|cu[aá]l|what) (?:é|es|is|seria)',
    'por (?:favor|gentileza)',
  ].join('|')})`,
  'iu',
)

/** Whether a sentence asks the customer for something. */
export function isAsk(sentence: string): boolean {
  return ASK.test(sentence)
}

import type { Language } from '../domain/language.ts'
import type { DraftRequest } from './draft-request.ts'

type Tone = DraftRequest['tone']

/** Words around an answer. No number, date, link or promise may ever stand here. `{name}` is `, Ana` or nothing. */
export const GREETINGS: Readonly<Record<Language, Readonly<Record<Tone, string>>>> = {
  pt: { friendly: 'Oi{name}!', neutral: 'Olá{name}!', formal: 'Olá{name}. Agradecemos o contato.' },
  es: { friendly: '¡Hola{name}!', neutral: 'Hola{name}.', formal: 'Hola{name}. Gracias por escribirnos.' },
  en: { friendly: 'Hi{name}!', neutral: 'Hello{name}.', formal: 'Hello{name}. Thank you for contacting us.' },
}

export const CLOSINGS: Readonly<Record<Language, Readonly<Record<Tone, string>>>> = {
  pt: {
    friendly: 'Qualquer outra dúvida, é só chamar por aqui!',
    neutral: 'Se tiver outra dúvida, é só escrever.',
    formal: 'Permanecemos à disposição para outras dúvidas.',
  },
  es: {
    friendly: '¡Cualquier otra duda, aquí estamos!',
    neutral: 'Si tiene otra duda, puede escribirnos por aquí.',
    formal: 'Quedamos a su disposición para cualquier otra consulta.',
  },
  en: {
    friendly: 'If you have any other question, just ask!',
    neutral: 'If you have another question, just write to us here.',
    formal: 'We remain at your disposal for any further questions.',
  },
}

/** An entry that greets by itself is not greeted twice. */
export const OPENS_WITH_GREETING =
  /^[\s¡!]*(?:oi+|ol[aá]|opa|bom dia|boa tarde|boa noite|hola|buen(?:os|as) (?:d[ií]as|tardes|noches)|hi|hello|hey|good (?:morning|afternoon|evening))(?!\p{L})/iu

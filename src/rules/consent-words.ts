import type { Words } from '../domain/reply-rules.ts'

/** The last that is said to whoever opts out: what holds from now on, and how to take it back. */
export const OPT_OUT_WORDS: Words = {
  pt: 'Pronto: você não vai mais receber mensagens nossas. Se mudar de ideia, é só responder VOLTAR.',
  es: 'Listo: ya no vas a recibir mensajes nuestros. Si cambias de idea, responde VOLVER.',
  en: 'Done: you will not get any more messages from us. If you change your mind, just reply START.',
}

export const OPT_IN_WORDS: Words = {
  pt: 'Combinado: você vai receber nossas mensagens. Para parar quando quiser, é só responder SAIR.',
  es: 'De acuerdo: vas a recibir nuestros mensajes. Para dejar de recibirlos, responde BAJA cuando quieras.',
  en: 'All set: you will get our messages. To stop them at any time, just reply STOP.',
}

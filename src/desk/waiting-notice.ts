import type { Language, LanguageTag } from '../domain/language.ts'

/** True whatever comes of the wait: it says where the message is, and promises nothing. */
const NOTICES: Readonly<Record<Language, string>> = {
  pt: 'Recebemos sua mensagem e ela está na fila para uma pessoa da nossa equipe. Ainda não conseguimos atender você, desculpe a espera. Não precisa enviar de novo.',
  es: 'Recibimos tu mensaje y está en la fila para una persona de nuestro equipo. Todavía no pudimos atenderte, disculpa la espera. No hace falta que lo envíes otra vez.',
  en: 'We got your message, and it is in line for someone on our team. We have not been able to get to it yet, sorry about the wait. There is no need to send it again.',
}

/** What a customer is told who waits for a person, in their language. */
export function chooseNotice(language: LanguageTag | null): { text: string; language: Language } {
  const known = language === 'es' || language === 'en' ? language : 'pt'
  return { text: NOTICES[known], language: known }
}

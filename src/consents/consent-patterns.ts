import type { Language } from '../domain/language.ts'

/**
 * What a whole message must say, as `plainRequest` writes it. `return` takes an opt-out back and means nothing else: the same
 * word may lead back in a menu. Words with another everyday meaning are left out: “cancelar” is about an order.
 */
export interface ConsentPatterns {
  readonly return: readonly RegExp[]
  readonly grant: readonly RegExp[]
}

const whole = (...sources: readonly string[]) => sources.map((source) => new RegExp(`^(?:${source})$`, 'u'))

const PT_NEWS =
  '(?:(?:as|essas|suas|mais|nenhumas?|qualquer|os|esses|seus) )*(?:mensagens|mensagem|msgs?|promocoes|promocao|ofertas?|propagandas?|publicidade|avisos|novidades|notificacoes|comunicados|sms|zaps?|whats|nada)(?: (?:promocionais|de (?:promocao|oferta|publicidade|marketing|propaganda)))?(?: (?:de voces|de vcs|da loja|da empresa|daqui|aqui|desse numero|deste numero|no meu (?:whatsapp|numero|celular)))?'

const ES_NEWS =
  '(?:(?:los|las|estos|estas|sus|mas|ningun|ninguna) )*(?:mensajes|mensaje|promociones|promos|ofertas|publicidad|avisos|novedades|notificaciones|correos|sms|nada)(?: (?:promocionales|de (?:publicidad|ofertas|marketing)))?(?: (?:de ustedes|de la tienda|de este numero|por whatsapp|a este numero|a mi (?:numero|celular|telefono|whatsapp)))?'

const EN_NEWS =
  '(?:(?:any|more|your|these|the|this|further|all) )*(?:messages?|texts?|texting|promos?|promotions?|offers?|ads?|marketing|newsletters?|notifications?|spam|updates)(?: from you)?'

export const CONSENT_PATTERNS: Readonly<Record<Language, ConsentPatterns>> = {
  pt: {
    return: whole(
      'voltar|quero voltar(?: a receber(?: (?:as )?mensagens)?)?|voltar a receber|reativar|reativa|retomar',
    ),
    grant: whole(
      `(?:sim )?(?:eu )?(?:quero|aceito|autorizo|gostaria de|concordo em|pode me|podem me) (?:sim )?(?:voltar a )?(?:receber|mandar|enviar) ${PT_NEWS}`,
      '(?:quero )?(?:me inscrever|inscrever me|me cadastrar)(?: na lista)? (?:de|para|pra) (?:receber )?(?:ofertas|promocoes|novidades|mensagens)',
      'inscrever',
    ),
  },
  es: {
    return: whole(
      'volver|quiero volver(?: a recibir(?: (?:los )?mensajes)?)?|volver a recibir|reanudar|alta|darme de alta|quiero darme de alta',
    ),
    grant: whole(
      `(?:si )?(?:yo )?(?:quiero|acepto|autorizo|me gustaria|deseo) (?:si )?(?:volver a )?recibir ${ES_NEWS}`,
      '(?:quiero )?(?:suscribirme|inscribirme)(?: a la lista)?(?: (?:a|para) (?:recibir )?(?:las )?(?:ofertas|promociones|novedades))?',
      'suscribir',
    ),
  },
  en: {
    return: whole('start|unstop|resume|opt in|optin|opt me in|resubscribe'),
    grant: whole(
      `(?:yes )?(?:i )?(?:want to|would like to|d like to|agree to|accept to|consent to|id like to) (?:receive|get|receiving) ${EN_NEWS}`,
      `(?:yes )?(?:subscribe(?: me)?|sign me up)(?: (?:to|for) (?:your |the )?(?:offers|promotions|newsletter|updates|messages))?`,
      `(?:yes )?(?:please )?send me (?:your )?(?:offers|promotions|promos)`,
    ),
  },
}

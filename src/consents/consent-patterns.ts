import type { Language } from '../domain/language.ts'

/**
 * What a whole message must say, as `plainRequest` writes it. `return` takes an opt-out back and means nothing else: the same
 * word may lead back in a menu. Words with another everyday meaning are left out: “cancelar” is about an order.
 */
export interface ConsentPatterns {
  readonly stop: readonly RegExp[]
  readonly return: readonly RegExp[]
  readonly grant: readonly RegExp[]
}

const whole = (...sources: readonly string[]) => sources.map((source) => new RegExp(`^(?:${source})$`, 'u'))

const PT_NEWS =
  '(?:(?:as|essas|suas|mais|nenhumas?|qualquer|os|esses|seus) )*(?:mensagens|mensagem|msgs?|promocoes|promocao|ofertas?|propagandas?|publicidade|avisos|novidades|notificacoes|comunicados|sms|zaps?|whats|nada)(?: (?:promocionais|de (?:promocao|oferta|publicidade|marketing|propaganda)))?(?: (?:de voces|de vcs|da loja|da empresa|daqui|aqui|desse numero|deste numero|no meu (?:whatsapp|numero|celular)))?'
const PT_LIST =
  '(?:(?:da|dessa|desta|de sua) (?:sua )?lista|do (?:seu )?cadastro|do mailing|dos envios|do grupo de ofertas)(?: de (?:transmissao|envios?|mensagens|contatos|ofertas|promocoes|clientes|email))?'
const PT_WANT = '(?:(?:eu )?(?:quero|queria|gostaria de|desejo|preciso|posso) )?'

const ES_NEWS =
  '(?:(?:los|las|estos|estas|sus|mas|ningun|ninguna) )*(?:mensajes|mensaje|promociones|promos|ofertas|publicidad|avisos|novedades|notificaciones|correos|sms|nada)(?: (?:promocionales|de (?:publicidad|ofertas|marketing)))?(?: (?:de ustedes|de la tienda|de este numero|por whatsapp|a este numero|a mi (?:numero|celular|telefono|whatsapp)))?'
const ES_LIST =
  '(?:de (?:la|su|esta|tu) lista|del grupo de ofertas)(?: de (?:difusion|envios?|mensajes|contactos|ofertas|correo))?'
const ES_WANT = '(?:(?:yo )?(?:quiero|quisiera|deseo|necesito|me gustaria) )?'

const EN_NEWS =
  '(?:(?:any|more|your|these|the|this|further|all) )*(?:messages?|texts?|texting|promos?|promotions?|offers?|ads?|marketing|newsletters?|notifications?|spam|updates)(?: from you)?'
const EN_LIST =
  '(?:from|off) (?:your|the|this|that) (?:mailing |messaging |contact |broadcast |marketing )?list'
const EN_AGAIN = '(?: (?:again|anymore|any more|any longer|ever again|now|immediately))*'

export const CONSENT_PATTERNS: Readonly<Record<Language, ConsentPatterns>> = {
  pt: {
    stop: whole(
      'sair(?: sair)*|pare|parem|parar|pare tudo|descadastr(?:o|ar|e|em)|desinscrever|desinscreva|desassinar',
      `${PT_WANT}(?:sair|(?:me )?descadastrar|me desinscrever|ser (?:removid[oa]|retirad[oa]|descadastrad[oa])|me remover|ser excluid[oa])(?: ${PT_LIST})?`,
      `(?:me )?(?:tira|tire|tirem|remova|removam|remove|retire|retirem|exclua|excluam|descadastre|descadastrem)(?: me)?(?: (?:o )?meu (?:numero|contato|nome|telefone))?(?: ja)? ${PT_LIST}`,
      'me (?:descadastrem?|desinscrevam?)(?: ja)?',
      `${PT_WANT}(?:cancelar?|cancelem|parar|suspender|interromper|desativar|bloquear) (?:a |o |as |minha |meu )*(?:inscricao|recebimento|envio|envios|mensagens|notificacoes|promocoes|assinatura)(?: (?:de|das) ${PT_NEWS})?`,
      `(?:eu )?(?:nao|n|ñ) (?:quero|queria|desejo|gostaria de|aceito|autorizo|pretendo) (?:mais )?receber(?: mais)? ${PT_NEWS}`,
      '(?:eu )?(?:nao|n) (?:quero|desejo) (?:mais receber|receber mais)(?: nada)?',
      `(?:eu )?(?:nao|n) (?:me )?(?:mandem?|envi(?:e|em)|manda|envia)(?: me)?(?: mais)? ${PT_NEWS}`,
      '(?:nao|n) (?:me )?(?:mandem?|envi(?:e|em)|manda)(?: me)? mais(?: nada)?',
      '(?:nao|n) (?:me )?(?:chamem?|contatem?|escrevam?|perturbem?|incomodem?)(?: me)? mais',
      `(?:pare|parem|para|podem? parar) (?:de |com )(?:me |as |os |essas |esses |suas )*(?:mandar|enviar|encher|mandarem|enviarem|spam)?(?: ?(?:${PT_NEWS}))?(?: pra mim| para mim)?`,
      `chega de ${PT_NEWS}|sem mais (?:mensagens|promocoes)`,
    ),
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
    stop: whole(
      'baja|salir|parar|paren|basta de mensajes|desuscribir(?:me|se)?|desinscribir(?:me)?|anular suscripcion|darse de baja',
      `${ES_WANT}(?:darme|dame|denme|deme|dar|darnos) de baja(?: ya)?(?: ${ES_LIST})?`,
      `${ES_WANT}(?:salir|salirme|desuscribirme|ser (?:eliminad[oa]|borrad[oa])) ${ES_LIST}`,
      'quiero salir|quiero la baja|solicito la baja|pido la baja|baja ya',
      `(?:saquenme|saqueme|sacame|quitenme|quiteme|quitame|borrenme|borreme|borrame|eliminenme|elimineme|eliminame|remuevanme)(?: ya)? ${ES_LIST}`,
      `${ES_WANT}(?:elimin(?:ar|en|e|a)|borr(?:ar|en|e|a)|quit(?:ar|en|e|a)) mi (?:numero|contacto|nombre|telefono) ${ES_LIST}`,
      `${ES_WANT}(?:cancelar|cancelen|anular|suspender|detener|desactivar) (?:la |el |los |las |mi |mis )*(?:suscripcion|envio|mensajes|notificaciones|promociones)(?: de ${ES_NEWS})?`,
      `(?:yo )?(?:ya )?no (?:quiero|deseo|acepto|autorizo|quisiera) (?:mas )?(?:seguir )?(?:recibir|recibiendo)(?: mas)? ${ES_NEWS}`,
      '(?:ya )?no (?:quiero|deseo) (?:recibir mas|mas recibir)(?: nada)?',
      `(?:ya )?no (?:me )?(?:manden?|mandes|envien?|envies)(?: mas)? ${ES_NEWS}`,
      '(?:ya )?no (?:me )?(?:escriban|escribas|escriba|contacten|contacte|molesten|moleste|manden|envien) mas(?: nada)?',
      `(?:dejen|deje|deja|dejar|paren|pare|para) (?:ya )?de (?:mandarme|enviarme|escribirme|mandar|enviar|molestarme|contactarme)(?: ${ES_NEWS})?`,
      `no mas (?:mensajes|promociones|publicidad|ofertas)|basta de ${ES_NEWS}`,
    ),
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
    stop: whole(
      'stop(?: stop)*|stop all|stopall|unsubscribe(?: me)?(?: now)?|un subscribe|unsub|opt out|optout|opt me out|opting out|quit|end|revoke',
      `(?:i (?:want|would like|d like|wish) to |id like to |i wanna |can you |could you )?(?:unsubscribe|opt out|be removed|be taken off)(?: (?:from )?${EN_NEWS}| ${EN_LIST})?`,
      `(?:just |can you |could you |you must |will you )?stop (?:messaging|texting|contacting|writing|spamming|bothering|sending)(?: to)?(?: me)?(?: ${EN_NEWS})?${EN_AGAIN}`,
      `stop (?:it with )?(?:the |these |your |all )?(?:messages|texts|promos|promotions|ads|spam|marketing)`,
      `(?:no|nomore) more ${EN_NEWS}`,
      `(?:can you |could you |just )?(?:remove|take|delete) (?:me|my (?:number|name|contact)) ${EN_LIST}|remove me`,
      `(?:do not|dont|never|pls dont) (?:message|text|contact|write|spam|write to)(?: to)? me${EN_AGAIN}`,
      `(?:do not|dont|never) send me ${EN_NEWS}${EN_AGAIN}`,
      `i (?:do not|dont|no longer) (?:want|wish)(?: to (?:receive|get|have))?(?: any more)? ${EN_NEWS}${EN_AGAIN}`,
      'cancel (?:my )?(?:subscription to (?:these )?messages|messages|notifications|texts)',
    ),
    return: whole('start|unstop|resume|opt in|optin|opt me in|resubscribe'),
    grant: whole(
      `(?:yes )?(?:i )?(?:want to|would like to|d like to|agree to|accept to|consent to|id like to) (?:receive|get|receiving) ${EN_NEWS}`,
      `(?:yes )?(?:subscribe(?: me)?|sign me up)(?: (?:to|for) (?:your |the )?(?:offers|promotions|newsletter|updates|messages))?`,
      `(?:yes )?(?:please )?send me (?:your )?(?:offers|promotions|promos)`,
    ),
  },
}

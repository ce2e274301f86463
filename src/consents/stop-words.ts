import type { Language } from '../domain/language.ts'

/** What a word does in a sentence about being written to; `says-stop.ts` says which rows of them mean “no more”. */
export type WordClass =
  | 'glue'
  | 'not'
  | 'halt'
  | 'end'
  | 'leave'
  | 'unsubscribe'
  | 'remove'
  | 'send'
  | 'sending'
  | 'contact'
  | 'message'
  | 'news'
  | 'more'
  | 'list'
  | 'number'
  | 'name'
  | 'subscription'
  | 'here'

export interface StopWords {
  /** Said of several words, or of one that means this only here: rewritten into a word of `classes` before they are read. */
  readonly phrases: readonly (readonly [RegExp, string])[]
  /** Any word that is in no class makes the whole message something else. */
  readonly classes: Readonly<Record<WordClass, string>>
  /** How a request begins that is put as a question; any other question is a question. */
  readonly request: RegExp
}

export const STOP_WORDS: Readonly<Record<Language, StopWords>> = {
  pt: {
    phrases: [
      [/^para (?=de |com )/u, 'pare '],
      [/\b(?:deix(?:ar|em|e|a)|sem mais|chega) de\b/gu, 'chega'],
      [/\bsem mais\b/gu, 'chega'],
      [/\bnao tenho interesse (?!em |de |por )/gu, ''],
      [/\bme deix(?:a|e|em) em paz\b|\bdeix(?:a|e|em) me em paz\b/gu, 'sair'],
      [/\bgrupo de ofertas\b/gu, 'lista'],
    ],
    classes: {
      glue: `eu me mim nos a o as os um uma de da do das dos dessa desta dessas destas essa essas esse esses esta estas este
        estes isso sua suas seu seus meu minha para pra pro por no na em com que e ja agora favor voces vcs voce vc loja empresa
        quero queria gostaria desejo preciso aceito autorizo permito pretendo concordo tenho interesse interessa solicito peco
        ser estar tudo todas todos por gentileza obrigado obrigada obg urgente imediatamente
        promocionais marketing whatsapp zap celular gente pessoal`,
      not: 'nao n nunca',
      halt: 'pare parem parar',
      end: `chega cancela cancelar cancele cancelem suspender suspenda suspendam interromper interrompa interrompam desativar
        desative desativem bloquear bloqueie bloqueiem`,
      leave: 'sair',
      unsubscribe: `descadastro descadastra descadastrar descadastre descadastrem descadastrado descadastrada desinscrever
        desinscreva desinscrevam desassinar`,
      remove: `tira tire tirem tirar remova remove removam remover removido removida retira retire retirem retirar retirado
        retirada exclua exclui excluam excluir excluido excluida apague apaguem apagar`,
      send: 'receber recebendo manda mande mandem mandar mandando mandarem envia envie enviem enviar enviando enviarem',
      sending: 'envio envios recebimento assinatura',
      contact: `chame chamem chamar contate contatem contatar escreva escrevam escrever perturbe perturbem perturbar incomode
        incomodem incomodar`,
      message: 'mensagem mensagens msg msgs sms zaps spam propaganda propagandas publicidade',
      news: `promocao promocoes oferta ofertas aviso avisos novidade novidades notificacao notificacoes comunicado comunicados
        newsletter`,
      more: 'mais nada nenhum nenhuma qualquer',
      list: 'lista listas cadastro mailing transmissao contatos clientes',
      number: 'numero contato',
      name: 'nome telefone email',
      subscription: 'inscricao',
      here: 'aqui daqui ai dai',
    },
    request: /^(?:voces |vcs |voce |vc )?(?:me )?(?:pode|podem|poderia|poderiam) /u,
  },
  es: {
    phrases: [
      [/^para (?=(?:ya )?de |con )/u, 'paren '],
      [/\bdej(?:ar|en|e|a|es)(?: ya)? de\b/gu, 'basta'],
      [/\bno mas\b(?=.)/gu, 'basta'],
      [/\bno me interesa (?=stop|paren|pare|basta|no )/gu, ''],
      [/\bdej(?:e|a|en)me en paz\b/gu, 'salir'],
      [/\bgrupo de ofertas\b/gu, 'lista'],
    ],
    classes: {
      glue: `yo me mi mis nos la el los las lo un una de del a al que por para con en y ya ahora favor ustedes uds usted tienda
        empresa su sus tu tus esta este esto estos estas ese esa eso esos esas quiero quisiera deseo necesito gustaria acepto
        autorizo permito interesa solicito pido ser dar darme darse darnos dame denme
        deme den seguir todo todos todas gracias urgente inmediatamente promocionales marketing whatsapp celular`,
      not: 'no nunca',
      halt: 'parar paren pare pares',
      end: 'basta cancelar cancelen cancele anular anulen suspender suspendan detener detengan desactivar desactiven',
      leave: 'salir',
      unsubscribe: 'baja desuscribir desuscribirme desuscribirse desuscribanme desinscribir desinscribirme',
      remove: `saquenme saqueme sacame sacar sacarme saquen quitenme quiteme quitame quitar quiten quitarme borrenme
        borreme borrame borrar borrarme borren borra eliminenme elimineme eliminame eliminar eliminarme eliminen elimina eliminado
        eliminada borrado borrada remuevanme salirme`,
      send: `recibir recibiendo manda mande mandes manden mandar mandando envia envie envies envien enviar enviando`,
      sending: 'envio envios recepcion',
      contact: `escriba escribas escriban escribir escribirme escribiendo contacte contacten contactar contactarme moleste molestes
        molesten molestar molestarme mandarme enviarme mandenme envienme`,
      message: 'mensaje mensajes sms spam propaganda publicidad',
      news: 'promocion promociones promos oferta ofertas aviso avisos novedad novedades notificacion notificaciones correos newsletter',
      more: 'mas nada ningun ninguna',
      list: 'lista listas difusion distribucion contactos correo',
      number: 'numero contacto',
      name: 'nombre telefono email',
      subscription: 'suscripcion',
      here: 'aqui',
    },
    request: /^(?:ustedes )?(?:me )?(?:pueden|puedes|puede|podrian|podrias|podria|das|dan) /u,
  },
  en: {
    phrases: [
      [/\bopt(?:ing)?(?: me)? out\b/gu, 'optout'],
      [/\bun subscribe\b/gu, 'unsubscribe'],
      [/\bno ?more\b/gu, 'enough'],
      [/\bno longer\b/gu, 'not more'],
      [/\bdo not\b/gu, 'not'],
      [/\b(?:im |i am )?not interested (?!in )/gu, ''],
      [/^(?:end|leave me alone|remove me)$/u, 'revoke'],
    ],
    classes: {
      glue: `i id me my you your the a this that these those to from off of for with at in on so be just now immediately right away
        please would must like want wish wanna interested consent agree any all further every whatsapp
        phone thank thanks`,
      not: 'not dont never',
      halt: 'stop quit stopall cease',
      end: 'enough cancel',
      leave: 'revoke',
      unsubscribe: 'unsubscribe unsub unsubscribed optout',
      remove: 'remove removed take taken delete deleted',
      send: 'send sending receive receiving get getting',
      sending: 'subscription',
      contact: 'messaging texting contacting writing spamming bothering contact write bother disturb',
      message: 'message messages text texts sms msgs spam ads marketing',
      news: 'promo promos promotion promotions promotional offer offers newsletter newsletters notification notifications updates emails',
      more: 'more again anymore longer ever',
      list: 'list lists mailing broadcast distribution',
      number: 'number',
      name: 'name email',
      subscription: '',
      here: 'here',
    },
    request: /^(?:can|could|would|will) you /u,
  },
}

/**
 * Words of three languages that ask for the same thing, so that two wordings of one question are seen to be one. Folded;
 * `*` stands for any ending. A word may be in several rows.
 */
const TOPICS: Readonly<Record<string, string>> = {
  hours: 'horario* hora horas abre* abri* fecha* funciona* atend* atencion abren cierra* open* hours close*',
  deliver:
    'entrega entregas entregam envio* enviam envian enviar frete domicilio* delivery deliver delivered ship shipping arrive* chega* llega* home',
  dispatch: 'despach* enviad* shipped dispatch* postad*',
  return: 'troca* cambi* return* exchang* devol* devuelv*',
  refund: 'reembols* estorn* refund* dinheiro dinero money devol* devuelv*',
  instalment: 'parcel* vezes cuota* instal* dividi* mensualidad*',
  minimum: 'minim* partir desde from spend*',
  free: 'gratis gratuit* graca free',
  warranty: 'garant* warrant* guarant*',
  parking: 'estacion* parking park parar carro auto coche',
  pet: 'cachorr* cao caes perr* mascota* animal* animais pet pets dog*',
  abroad: 'internacional* extranjer* abroad exterior worldwide international*',
  invoice: 'factur* nota fiscal invoice* recibo',
  gift: 'gift* wrap* embrulh* presente* regalo* envolver',
  voucher: 'vale refeicao vr',
  card: 'cartao credito tarjeta* card cards credit',
  address: 'onde donde where endereco direccion ubica* address locat* localiz*',
  phone: 'telefon* phone numero ligar ligo llam* call* number',
  track: 'acompanh* rastre* seguimiento sigo seguir track*',
  booking: 'reserv* book* agend* cita turno appointment*',
  discount: 'descont* descuent* discount*',
}

/** What may stand in any question of a shop, whatever it is about. */
const FRAME = words(`
  qual quais quanto quantos quanta quantas quando onde como que quem ate pode podem posso da dao tem tenho temos ter existe
  existem ha faz fazem fazer quero preciso consigo e sao esta estao estou sou meu pelo pela pelos pelas pro pra para por
  com en em sobre custa custam custo preco precos valor valores cobra cobram sai fica taxa tempo prazo dia dias demora
  demoram leva dura maximo recebo recebe receber pedido pedidos pedir compra compras produto produtos artigo artigos cliente
  clientes loja lojas lugar aceita aceitam aceitar trabalham pagar pago paga pagamento entrar levar entrada permitido
  permitida permite permitem casa falo falar vejo ver porte tipo de vcs
  es ser cual cuales cuanto cuantos cuanta cuantas cuando donde adonde quien hasta puedo puede pueden se hay tiene tienen tengo
  hace hacen hacer quiero necesito son estan doy dan das ofrecen cuesta cuestan costo costos precio precios cobran sale vale
  valen tasa tarifa tiempo plazo tarda tardan recibo recibir producto productos articulo articulos tienda local acepta
  aceptan aceptar permiten permitidos hablo hablar veo monto cosa con lo la el un una
  what which how much many long when where who until till far late can could may will would do does is are there have has
  got get need offer offers available our us for from with this s t re ll d m ve cost costs price prices charge charges fee
  time period day days take takes last max back order orders purchase item items article product products customer store
  shop online accept accepts pay payment bring allowed allow use see speak contact link enlace amount sell`)

/** Counts where the other question has it too, and is no reason to tell two questions apart where it has not. */
const SOFT = words(
  'partir desde home hora horas numero number auto cartao credito tarjeta tarjetas card cards credit',
)

/** “per hour” is what a price is for, and no time of day. */
const PER =
  /(?<!\p{L})(?:por|per|a la|al|a|an) (hora|dia|d[ií]a|semana|m[eê]s|hour|day|week|month|noite|noche|night)(?!\p{L})/giu
const CHECK_IN = /check[- ]?(in|out)/giu

/** What a question wants, where its words say so: a price is no duration and no place. */
const WANTS: readonly (readonly [string, RegExp])[] = [
  [
    'price',
    /quanto (?:custa|sai|fica|[eé])|pre[cç]o|valor|taxa|cobra|cu[aá]nto (?:cuesta|sale|vale|es)|precio|costo|how much|price|cost|fee/iu,
  ],
  [
    'duration',
    /quanto tempo|prazo|demora|quantos dias|cu[aá]nto (?:tarda|tiempo|dura|demora)|plazo|cu[aá]ntos d[ií]as|how long|how many days|period/iu,
  ],
  [
    'way to pay',
    /como (?:\p{L}+ )?pag|(?:formas?|meios?|medios?|m[eé]todos?) de pag|pagar (?:na|no|em|com|al|en|con|por) |how (?:can|do) (?:i|we) pay|pay (?:on|by|with|in) |payment (?:method|option)/iu,
  ],
  ['place', /onde|d[oó]nde|where|endere[cç]o|direcci[oó]n|address|how far/iu],
]

export interface ReadWord {
  readonly text: string
  /** What it asks for; several where it may be either, none where it is a word of its own. */
  readonly topics: readonly string[]
  /** No reason to tell two questions apart. */
  readonly isFrame: boolean
}

/** A question before its words are told apart. */
export function joinWords(question: string): string {
  return question
    .replace(PER, ' per$1')
    .replace(CHECK_IN, 'check$1')
    .replace(/vale[- ]refei[cç][aã]o/giu, 'vr')
}

export function readWord(text: string): ReadWord {
  return { text, topics: topicsOf(text), isFrame: FRAME.has(text) || SOFT.has(text) }
}

/** Kinds of answers that a question wants; empty where its words do not say. */
export function wantsOf(question: string): string[] {
  return WANTS.filter(([, said]) => said.test(question)).map(([name]) => name)
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/u).filter((word) => word !== ''))
}

const PATTERNS = Object.entries(TOPICS).map(([topic, text]) => {
  const all = [...words(text)]
  const starts = all.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1))
  return { topic, exact: new Set(all), starts }
})

function topicsOf(word: string): string[] {
  const fitting = PATTERNS.filter(
    ({ exact, starts }) => exact.has(word) || starts.some((start) => word.startsWith(start)),
  )
  return fitting.map(({ topic }) => topic)
}

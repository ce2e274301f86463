import { normaliseText } from '../inference/normalise-text.ts'

/** What makes a text look as if it spoke to the machine that reads it, rather than to the shop. */
export const ATTACK_SIGNS = [
  'overrides_rules',
  'changes_role',
  'asks_for_prompt',
  'fakes_structure',
  'dictates_answer',
  'speaks_to_machine',
  'sends_out',
  'hides_orders',
] as const
export type AttackSign = (typeof ATTACK_SIGNS)[number]

// All but `fakes_structure` are read in folded text: small letters, no accents, spaced and disguised letters made plain.
const ORDERS =
  '(?:instru[a-z]{2,10}|orden(?:es|s)?|ordens|orders?|rules?|regras?|reglas?|prompts?|diretrizes|directrices|guidelines?|restric[a-z]{2,8}|training|programac[a-z]{2,4}|guardrails?|filter[a-z]{0,3}|filtros?)'
const DROP =
  '(?:ignor[a-z]{1,4}|disregard|forget|override|bypass|desconsider[a-z]{1,3}|esquec[a-z]{1,3}|olvid[a-z]{1,4}|omit[a-z]{0,3}|(?:haz|haga|hagan|faca|faz) caso omiso|do not (?:follow|listen to|obey)|don.?t (?:follow|listen to|obey)|no (?:sigas|obedezcas)|nao (?:siga|obedeca)|stop (?:following|obeying)|deixe de (?:lado|seguir)|deja de (?:lado|seguir))'
const SAY =
  '(?:say|reply|respond|answer|write|output|print|repeat|type|tell (?:me|them|us)|state|diga|dizer|responda|responde(?:r)?|escreva|escreve|repita|imprima|fale|di|decir|diga(?:me)?|escribe|escriba|repite|contesta|conteste|imprime)'
const MACHINE =
  '(?:a\\.?i\\.?|ia|i\\.a\\.|assistant|asistente|assistente|chat ?bot|bot|robo|robot|llm|language model|modelo de (?:linguagem|lenguaje)|gpt|chatgpt|inteligencia artificial)'
const NEAR = '(?: [^ \\n.!?]{1,14}){0,5}? '

const PATTERNS: Readonly<Record<Exclude<AttackSign, 'fakes_structure' | 'hides_orders'>, readonly string[]>> =
  {
    overrides_rules: [
      `${DROP}(?:${NEAR}| )${ORDERS}`,
      `${DROP} (?:all|everything|tudo|todo|anything|any)(?: that| o| lo| que)*(?: [a-z]{1,12}){0,4} (?:before|above|previous|prior|antes|acima|arriba|anterior(?:es|mente)?|told|said|mandaram|dijeron|disseram|learned)`,
      `${ORDERS} (?:above|acima|anteriores|de arriba|de antes|previas?)(?: [a-z]{1,10}){0,3} (?:no longer|nao|ya no|do not|don.?t|were|foram|fueron)`,
      `(?:new|nova|nuev[ao]) (?:rule|regra|regla|instru[a-z]{2,10}|order|orden|ordem)s?(?: [a-z]{1,6}){0,2} (?:is|are|e|es|sao|son|:)`,
      `(?:without|sem|sin|no) (?:any |nenhuma |ninguna )?(?:restric[a-z]{2,8}|filter[a-z]{0,3}|filtros?|censor[a-z]{2,5}|rules|regras|reglas|limits|ethic[a-z]{0,4})(?![a-z])`,
      `(?:above|previous|prior|preceding) (?:instructions?|prompts?|orders?|text|rules)`,
      `(?:initiate|allow|obey|follow|execute)(?: [a-z]{1,10}){0,2} (?:all )?orders`,
      `stop everything[! ]`,
    ],
    changes_role: [
      `(?:from now on|a partir de (?:agora|ahora|hoy|hoje)|de agora em diante|de ahora en adelante|desde ahora),? (?:you|yo?u (?:are|will|must)|voce|vc|tu|eres|seras|respond[a-z]{1,3}|act|sua|known|dan)(?![a-z])`,
      `(?:you are|you.?re|you will be|voce e|voce agora e|voce sera|tu es|eres|ahora eres|seras|sos) (?:now |agora |ahora |a |an |um |uma |un |una |o |el |the |special |called )*(?:dan|stan|dude|${MACHINE}|admin[a-z]*|developer|system|electronic|(?:clerk|seller|atendente|vendedor|vendedora|empleado|employee|assistant) (?:who|that|que))(?![a-z])`,
      `(?:act|aja|atue|actua|behave|respond|reply|funciona|comport[a-z]{1,5}) (?:as|como|like)(?: if| se| si)? [a-z]`,
      `(?:pretend|finja|finge|simul(?:e|a|ate)|imagin[ae] que|faz de conta|hazte pasar|role ?-?play|interprete o papel)(?: [a-z]{1,10}){0,3} `,
      `(?:developer|dev|debug|god|admin|dan|jailbreak|apophis|maintenance|desenvolvedor|desarrollador|administrador|deus|dios|root|sudo) mode|mod[oe] (?:de )?(?:desenvolvedor|desarrollador|deus|dios|dan|admin[a-z]*|debug|livre|libre)(?![a-z])`,
      `jailbreak|do anything now|(?<![a-z])dan(?![a-z])(?=[^\\n]{0,40}(?:mode|says|would|can|bot))`,
      `(?:play|playing) the role|(?:another|outra|otra) (?:ai|ia|artificial intelligence|persona) (?:model|named|called|chamada|llamada)`,
      `(?:let.?s play|vamos brincar|juguemos|vamos jugar)(?: [a-z]{1,12}){0,3}[:,]? (?:you are|you|voce|eres|tu)`,
    ],
    asks_for_prompt: [
      `(?:system|initial|hidden|secret|original|developer|sistema) ?(?:prompt|instru[a-z]{2,10}|messages?|mensagem|mensaje)`,
      `(?:seu|sua|suas|seus|teu|tua|tu|tus|su|sus|your|ur)(?: [a-z]{1,10}){0,2} (?:prompts?|instru[a-z]{2,10}|directives?|diretrizes|directrices|guidelines|configurac[a-z]{2,4}|programming)(?![a-z])`,
      `prompt (?:do|de|del) sistema`,
      `(?:print|repeat|show|output|reveal|imprim[ae]|repit[ae]|mostr[ae]|muestra|revel[ae]|copi[ae])(?: [a-z]{1,12}){0,4} (?:above|acima|arriba|instru[a-z]{2,10}|prompt)`,
      `(?:what|which|o que|que) (?:were you|have you been|te disseram|te dijeron|te mandaram|your developers)(?: [a-z]{1,10}){0,3} (?:told|instructed|fazer|hacer|hicieras|do(?![a-z])|para|secret|not to)`,
      `secret word|palavra secreta|palabra secreta`,
    ],
    dictates_answer: [
      `(?:^|[.!?,;:\\n] ?|(?:and|e|y|then|just|depois|luego|only|please|por favor|que) )${SAY}(?: [a-z]{1,10}){0,3} ?(?::|["'«“])`,
      `${SAY} (?:only|just|solely|exactly|always|apenas|somente|so|unicamente|exatamente|sempre|solo|solamente|exactamente|siempre|literally)(?![a-z])`,
      `(?:just|only|apenas|solo|solamente|so|always|sempre|siempre) ${SAY}(?![a-z])`,
      `${SAY} (?:yes|que sim|que si|si(?=[:,.]| y )|sim(?=[:,.]| e )|yes to|aprovado|aprobado|approved)(?![a-z])`,
      `${SAY} (?:that|que) (?:the|o|a|el|la|i|eu|yo|my|meu|minha|mi|tudo|todo|everything|we|you|voce|nos|your|seu|sua|tu|all|odiamos|ganh[a-z]{1,3}|ganaste)(?![a-z])`,
      `(?:your|sua|tua|tu|su) (?:reply|answer|response|resposta|respuesta|next message)(?: [a-z]{1,8}){0,1} (?:must|should|is|deve|debe|tem que|tiene que|sera|start|comec|empie)`,
      `(?:start|begin|end|finish|comece|termine|conclua|empieza|termina)(?: [a-z]{1,8}){0,2} (?:your|sua|a|tu|la) (?:reply|answer|response|resposta|respuesta)|start (?:your|it) [a-z]{2,8} with`,
      `(?:confirm[ae]?|confirme|assure|promise|prometa|promete|guarantee|garanta|garantiza)(?: [a-z]{1,8}){0,3}? (?:in writing|por escrito)|(?:and|e|y) confirm[ae]?:`,
      `(?:if you (?:answer|reply|respond)|se voce (?:me )?responder?|si (?:me )?(?:respondes|contestas))(?: [a-z]{1,6}){0,3} (?:means|agree|e porque|es porque|significa|aceita|aceptas|concorda)`,
    ],
    speaks_to_machine: [
      `(?:^|[\\n.:"'“] ?)${MACHINE}[:,] (?:[a-z]{2,})`,
      `(?:note|nota|aviso|atencao|atencion|attention|instru[a-z]{2,10}|message|mensagem|mensaje|hey|dear|caro|querido)(?: [a-z]{1,6}){0,2} ${MACHINE}(?![a-z])`,
      `(?:when|whenever|quando|ao|cuando|al) (?:you )?(?:use|using|usar|usares|read|ler|leer|uses|leas)(?: [a-z]{1,6}){0,1} (?:this|esta|este|essa|esse|ese|esa) (?:entry|entrada|texto|text|passage|answer|resposta|respuesta)`,
      `(?:other|outras|otras) (?:entries|entradas|passages)`,
      `${MACHINE} (?:reading|que l[e]{1,2}|lendo|leyendo|que esta lendo)`,
      `(?:as an? |como (?:uma? |una? )?)${MACHINE}(?![a-z])`,
    ],
    sends_out: [
      `(?:include|add|insert|append|put|place|integrat[a-z]{1,2}|embed|inclua|inclui|adicione|acrescente|coloque|ponha|insira|incluye|incluya|agrega|agregue|anade|pon(?:er)?|coloca|inserta)(?: [^ \\n]{1,14}){0,8}? (?:(?:your|the|sua|na|a|tu|la|en la) (?:reply|answer|response|resposta|respuesta)|(?:link|enlace|url|sentence|image|imagem|imagen)(?![a-z])|(?:no|al|at the) (?:fim|final|end)(?![a-z])|!\\[|https?:)`,
      `(?:in|na|en|modify|modific[a-z]{1,3}|enhance|augment|alter|change) (?:your|sua|tua|tu) (?:reply|answer|response|resposta|respuesta)`,
      `(?:send|post|forward|envie|mande|envia|manda|reenvia)(?: [^ \\n]{1,14}){0,6}? (?:data|dados|datos|conversation|conversa|conversacion|history|historico|historial)(?: [^ \\n]{1,14}){0,3}? (?:to|para|a) (?:http|[a-z0-9-]+\\.[a-z])`,
    ],
  }

const COMPILED = Object.entries(PATTERNS).map(
  ([sign, patterns]) =>
    [sign as AttackSign, new RegExp(patterns.map((p) => `(?<![a-z0-9])(?:${p})`).join('|'))] as const,
)

const STRUCTURE =
  /<\/?(?:system|assistant|user|passages?|thread|message|questions?|instructions?|prompt|im_start|im_end|script|iframe|img)\b[^>]{0,80}>|<\|[\w]{2,20}\|>|\[\/?(?:INST|SYS|SYSTEM)\]|<<\/?SYS>>|^\s{0,8}[{"']{0,2}(?:system|assistant|developer)["']?\s{0,3}:|^#{2,4}\s{0,3}(?:system|instructions?|response|assistant)|["']role["']\s{0,3}:|!\[[^\]\n]{0,40}\]\(|%%%\s?END|\{\{\s?\w{1,30}\s?\}\}|javascript:/imu

// “Decode and obey”, “translate and follow”: the order itself may be in any disguise.
const DISGUISE =
  /(?<![a-z0-9])(?:(?:de(?:cod|cript|script|codific|scodific)[a-z]{1,6}|base ?64|rot ?13|hexadecimal)(?=[^\n]{0,80}(?:obe[yd]|follow|execut|ejecut|siga|sigue|faca|haz|responda|responde|cumpr|cumpl))|(?:translat[a-z]{1,3}|traduz[a-z]{0,3}|traduc[a-z]{1,4}|traduza)[^\n]{0,40} (?:and|e|y) (?:then )?(?:follow|obey|execute|do|siga|obedeca|execute|sigue|obedece|ejecuta)|(?:follow|obey|siga|obedeca|sigue|obedece) (?:this|these|esta|este|essa|isto|esto) (?:order|instru|ordem|orden))/u

const LOOKED_AT = 20_000
const BASE64 = /(?<![\w+/=])[A-Za-z0-9+/]{24,}={0,2}(?![\w+/=])/gu

/**
 * Signs that a text is an attack on the model that reads it. Pure and linear in the length. A sign asks for a person's
 * look and for no more: people do write “ignore my last message”.
 */
export function findAttack(text: string): AttackSign[] {
  const looked = text.slice(0, LOOKED_AT)
  const folded = normaliseText(looked).text.replace(/[ \t]+/gu, ' ')
  const signs = new Set<AttackSign>()
  for (const [sign, pattern] of COMPILED) if (pattern.test(folded)) signs.add(sign)
  if (STRUCTURE.test(looked)) signs.add('fakes_structure')
  if (DISGUISE.test(folded) || hasHiddenOrders(looked)) signs.add('hides_orders')
  return ATTACK_SIGNS.filter((sign) => signs.has(sign))
}

/** Base64 that is itself an attack once it is read. */
function hasHiddenOrders(text: string): boolean {
  return [...text.matchAll(BASE64)].slice(0, 5).some(([encoded]) => {
    const decoded = Buffer.from(encoded, 'base64').toString('utf8')
    return /^[\p{L}\p{N}\p{P}\p{Zs}\n]+$/u.test(decoded) && /\s/u.test(decoded) && isOrder(decoded)
  })
}

function isOrder(text: string): boolean {
  const folded = normaliseText(text).text
  return COMPILED.some(([, pattern]) => pattern.test(folded))
}

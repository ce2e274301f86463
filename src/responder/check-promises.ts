import type { CheckFailure } from '../domain/draft.ts'
import type { Passage } from '../domain/passage.ts'

interface PromiseKind {
  /** A draft that says this promises something. */
  readonly promise: RegExp
  /** An entry that says this makes it the shop's own practice, and a draft may say so too. */
  readonly practice: RegExp
}

const ANYONE =
  '(?:(?:nossa |a )?equipe|(?:um|uma|nosso|nossa) (?:atendente|colega|especialista|consultora?|vendedora?|t[eé]cnic[oa])|(?:nuestro )?equipo|(?:un|una|nuestro|nuestra) (?:asesora?|agente|compañer[oa]|t[eé]cnic[oa]|persona)|(?:our|the) team|someone(?: from (?:our|the) team)?|(?:a|an|one of our) (?:agents?|colleagues?|specialists?|technicians?|representatives?|teammates?))'

const SOON =
  'cuanto antes|lo antes posible|o quanto antes|o mais r[aá]pido poss[ií]vel|as soon as possible|asap(?!\\p{L})'

/** What the shop would do later or claims to have done, a kind each, so that an entry excuses only what it says itself. */
const KINDS: readonly PromiseKind[] = [
  {
    // coming back to the customer
    promise: words(
      `entr(?:arei|aremos) em contato`,
      `(?:vou|vamos|iremos) (?:te |lhe )?(?:entrar em contato|retornar|ligar|chamar|responder|avisar|contatar|informar|mandar (?:not[ií]cias|mensagem))`,
      `(?:j[aá] |logo |em breve )?(?:te|lhe) (?:retorn|avis|lig|cham|respond|contat)(?:o|amos|emos|aremos|eremos|arei|erei|am)`,
      `(?:retorn|avis|lig|contat|inform)(?:aremos|arei)(?!\\p{L})`,
      `responder(?:emos|ei)(?!\\p{L})`,
      `(?:retorno|retornamos|aviso|avisamos|respondo|respondemos)(?: (?:para|pra) (?:voc[eê]|vc))? (?:assim que|quando|em breve|logo|ainda hoje|amanh[aã]|j[aá])`,
      `(?:te|lhe) (?:falo|digo|escrevo|escribo)(?!\\p{L})|te (?:confirmo|mando|passo|paso)(?! (?:que|o |a |os |as |el |la |los |las )|[:,])`,
      `${ANYONE} (?:vai|vão|va a|ir[aá]|will|is going to|se|te|le|lhe) (?:\\p{L}+ ){0,2}(?:entrar|contat|contact|retorn|ligar|lig[ao]|cham|respond|avis|llam|escrib|comunic|pondr|get|reach|call|reply|write|message|follow|atend)\\p{L}*`,
      `(?:nos )?(?:pondremos|vamos a poner(?:nos)?) en contacto`,
      `nos comunicaremos|nos contactaremos`,
      `(?:te|le|lo|la|les) (?:contact|llam|avis|inform|escrib|respond|confirm)(?:aremos|iremos|eremos|aré|iré|eré|amos|imos|emos|o)(?!\\p{L})`,
      `(?:voy|vamos) a (?:contactar|llamar|avisar|informar|escribir|responder|comunicar|volver)(?:te|le|les|me|nos)?`,
      `(?:we|i)(?:[’']ll| will| shall|[’']m going to| am going to|[’']re going to| are going to) (?:\\p{L}+ )?(?:get back|be in touch|get in touch|reach out|contact|call|email|message|write|text|reply|respond|let you know|notify|inform|update|follow up|keep you (?:posted|updated))`,
    ),
    practice: words(
      `entr(?:amos|aremos) em contato|(?:te |lhe )?(?:avisamos|retornamos|ligamos|respondemos|contatamos)|(?:avis|retorn|respond|lig)\\p{L}*(?:aremos|eremos)|equipe (?:entra|entrar[aá]|vai entrar|retorna|liga|responde|avisa)`,
      `(?:te|le|nos|les) (?:contact|llam|avis|inform|escrib|respond|comunic|pon|pondr)\\p{L}+|(?:avis|contact|llam|respond)(?:amos|emos|aremos|eremos)|equipo (?:te |se |le )\\p{L}+`,
      `(?:we|our team|someone)(?:[’']ll| will)? (?:then )?(?:contacts?|calls?|emails?|messages?|writes?|texts?|repl(?:y|ies)|responds?|lets? you know|notif(?:y|ies)|informs?|gets? (?:back|in touch)|reach(?:es)? out|follows? up)`,
    ),
  },
  {
    // looking into it
    promise: words(
      `(?:vou|vamos|irei|iremos|deixa eu|deixe-me|deixe eu|permita-me|posso) (?:j[aá] |te )?(?:verificar|conferir|checar|consultar|averiguar|apurar|analisar|ver(?! mais)(?= (?:isso|aqui|com|se|o|a|seu|sua))|olhar|perguntar|confirmar (?:com|para|pra))`,
      `(?:verific|confer|chec|consult|averigu|analis)(?:aremos|iremos|arei|irei)(?!\\p{L})`,
      `(?:estou|estamos) (?:verificando|conferindo|checando|consultando|analisando)`,
      `(?:voy|vamos) a (?:revisar|verificar|consultar|chequear|averiguar|ver|preguntar|confirmar|validar|checar)(?:lo|la|te|le)?`,
      `(?:revis|verific|consult|averigu|valid)(?:aremos|aré)(?!\\p{L})|(?:d[eé]jame|perm[ií]teme|d[eé]jeme|perm[ií]tame) (?:revisar|verificar|consultar|ver|checar|preguntar|confirmar)`,
      `(?:estoy|estamos) (?:revisando|verificando|consultando|validando)`,
      `(?:we|i)(?:[’']ll| will| shall|[’']m going to|[’']re going to| am going to| are going to) (?:\\p{L}+ )?(?:check|verify|look into|look it up|find out|investigate|ask|confirm (?:with|whether|if)|review|see (?:if|whether|what)|double-check|have a look|take a look)`,
      `let me (?:\\p{L}+ )?(?:check|verify|look|find out|ask|see|confirm|double-check)`,
      `(?:we are|we[’']re|i[’']m|i am) (?:checking|verifying|looking into|reviewing)`,
      `(?:um|s[oó] um) (?:momento|instante|minutinho|segundinho)|(?:un|deme un|dame un) (?:momento|momentito)|(?:one|just a|give me a) (?:moment|second|sec|minute)(?: please)?(?= ?[,.!]|$| while| and)`,
    ),
    practice: words(
      `(?:verificamos|conferimos|checamos|analisamos|analisaremos|verificaremos|equipe (?:verifica|analisa))`,
      `(?:revisamos|verificamos|revisaremos|verificaremos|validamos|equipo (?:revisa|verifica))`,
      `(?:we|our team)(?:[’']ll| will)? (?:checks?|verif(?:y|ies)|reviews?|look into|inspects?)`,
    ),
  },
  {
    // doing it, or claiming that it is done
    promise: words(
      `(?:vou|vamos|irei|iremos) (?:j[aá] |te )?(?:cancelar|reembolsar|estornar|devolver|trocar|alterar|mudar|reservar|separar|agendar|remarcar|resolver|providenciar|abrir (?:um|o)|gerar|corrigir|processar|encaminhar|transferir|passar|liberar|aplicar|solicitar|pedir|registrar|atualizar|cuidar|garantir|fazer)`,
      `(?:cancel|reembols|estorn|troc|alter|mud|reserv|separ|agend|remarc|providenci|ger|process|encaminh|transfer|liber|aplic|solicit|registr|atualiz)(?:aremos|iremos|arei|irei)(?!\\p{L})|(?:resolver|devolver|corrigir|abrir|far)(?:emos|ei)(?!\\p{L})`,
      `(?:j[aá] )?(?:cancelei|estornei|reembolsei|reservei|separei|agendei|remarquei|troquei|alterei|registrei|encaminhei|abri um chamado|solicitei|liberei|apliquei|j[aá] (?:cancelamos|reservamos|separamos|agendamos|estornamos|encaminhamos))`,
      `(?:estou|estamos) (?:j[aá] )?(?:enviando|cancelando|separando|reservando|processando|encaminhando|providenciando|agendando|estornando|resolvendo)|j[aá] (?:fiz|fizemos|mandei|enviei|despachei)|j[aá] (?:enviamos|despachamos|mandamos) (?:o )?(?:seu|sua|teu)`,
      `(?:estoy|estamos) (?:enviando|cancelando|reservando|procesando|gestionando|agendando|reembolsando|resolviendo)|ya (?:hice|hicimos|qued[oó])|ya (?:te |se |lo |la |te lo )?(?:enviamos|envi[eé]|mandamos|despachamos)`,
      `seu (?:pedido|cadastro|agendamento|plano) (?:j[aá] )?(?:foi|est[aá]) (?:cancelado|alterado|reservado|confirmado|reembolsado|remarcado)`,
      `pode deixar (?:comigo|com a gente|conosco|que)|deixa comigo|eu (?:garanto|prometo)|(?:te |lhe )?prometo|prometemos`,
      `(?:voy|vamos) a (?:cancelar|reembolsar|devolver|cambiar|modificar|reservar|apartar|agendar|reprogramar|resolver|gestionar|abrir|generar|corregir|procesar|derivar|transferir|pasar|aplicar|solicitar|registrar|actualizar|encargar|hacer|asegurar)(?:lo|la|te|le|los|las|nos|me|telo|tela)?`,
      `(?:lo|la|te|le|los|las|te lo|te la|se lo) (?:cancel|reembols|cambi|reserv|apart|agend|reprogram|gestion|proces|solicit|registr|actualiz)(?:o|aré|aremos)(?!\\p{L})|(?:cancel|reembols|cambi|reserv|apart|agend|reprogram|gestion|gener|proces|deriv|transfer|aplic|solicit|registr|actualiz|encarg)(?:aremos|aré)(?!\\p{L})|(?:resolver|devolver|corregir|abrir|har)(?:emos|é)(?!\\p{L})`,
      `ya (?:lo |la |te |le )?(?:cancel[eé]|reserv[eé]|agend[eé]|cambi[eé]|registr[eé]|solicit[eé]|reembols[eé]|deriv[eé]|hemos)|tu (?:pedido|cita|reserva|plan) (?:ya )?(?:fue|est[aá]|ha sido) (?:cancelad[oa]|cambiad[oa]|reservad[oa]|confirmad[oa]|reembolsad[oa])`,
      `te (?:prometo|garantizo|aseguro)|yo me encargo|nos encargamos(?= de (?:tu|su|todo|cancelar|resolver))`,
      `(?:we|i)(?:[’']ll| will| shall|[’']m going to|[’']re going to| am going to| are going to) (?:\\p{L}+ )?(?:cancel|refund|return (?:your|the) money|exchange|change|switch|reserve|book|set (?:it |one )?aside|hold|schedule|reschedule|resolve|fix|sort|open a|create|correct|process|forward|transfer|pass|escalate|apply|request|register|update your|take care|handle|arrange|make sure|make an exception|issue|waive)`,
      `(?:i|we)(?:[’']ve| have)(?: just| already)? (?:cancel+ed|refunded|exchanged|changed|reserved|booked|scheduled|rescheduled|fixed|opened|created|processed|forwarded|escalated|applied|requested|registered|updated|passed|shipped|sent|done)`,
      `your (?:order|booking|appointment|plan|subscription) (?:has been|was|is now) (?:cancel+ed|changed|confirmed|refunded|rescheduled|booked)`,
      `i promise|we promise|leave it (?:to|with) (?:me|us)|i guarantee`,
    ),
    practice: words(
      `(?:cancelamos|reembolsamos|estornamos|devolvemos|trocamos|alteramos|reservamos|separamos|agendamos|remarcamos|providenciamos|geramos|processamos|encaminhamos|transferimos|aplicamos|registramos|atualizamos|fazemos|resolvemos|corrigimos)|(?:cancel|reembols|estorn|troc|reserv|separ|agend|process|encaminh|transfer)(?:aremos|iremos)|(?:devolver|far|resolver)emos`,
      `(?:reembolsamos|devolvemos|cambiamos|modificamos|apartamos|reprogramamos|gestionamos|generamos|actualizamos|hacemos|encargamos)|(?:reembols|cambi|reserv|agend|gestion|proces|encarg)aremos|(?:devolver|har)emos`,
      `we(?:[’']ll| will)? (?:then )?(?:cancel|refund|return|exchange|change|switch|reserve|book|set|hold|schedule|reschedule|resolve|fix|open|create|correct|process|forward|transfer|apply|register|update|take care|handle|arrange|make sure|issue|waive)`,
    ),
  },
  {
    // whatever it is, soon
    promise: words(SOON),
    practice: words(SOON),
  },
  {
    // sending it to this customer
    promise: words(
      `(?:vou|vamos|irei|iremos) (?:j[aá] )?(?:te |lhe )?(?:enviar|mandar|encaminhar|despachar|entregar|levar|buscar)`,
      `(?:enviar|mandar|despachar|entregar)(?:emos|ei)(?!\\p{L})|j[aá] (?:te )?(?:enviei|mandei|despachei)`,
      `(?:voy|vamos) a (?:enviar|mandar|despachar|entregar|llevar)(?:te|le|lo|la|telo|tela|les)?|(?:enviar|mandar|despachar|entregar)(?:emos|é)(?!\\p{L})|ya te (?:envi[eé]|mand[eé])`,
      `(?:we|i)(?:[’']ll| will| shall|[’']m going to|[’']re going to) (?:\\p{L}+ )?(?:send|ship|deliver|mail|dispatch|bring|pick (?:it|them) up)`,
    ),
    practice: words(
      `(?:enviamos|mandamos|despachamos|entregamos|enviaremos|despacharemos|entregaremos|levamos|buscamos)|[eé] (?:enviad|despachad|entregue)|s[aã]o (?:enviad|despachad|entregues)`,
      `se (?:env[ií]a|despacha|entrega)n?|mandamos|llevamos`,
      `(?:we|our (?:team|couriers?))(?:[’']ll| will)? (?:then )?(?:sends?|ships?|delivers?|mails?|dispatch(?:es)?|brings?|picks?)|(?:is|are) (?:sent|shipped|delivered|mailed|dispatched)`,
    ),
  },
]

/** Whether a text of the shop says that it will do something, or that it did. */
export function makesPromise(text: string): boolean {
  return KINDS.some(({ promise }) => promise.test(plain(text)))
}

/** A draft must not promise what nobody has agreed to do, nor claim that it was done; an entry's own promise is its practice. */
export function checkPromises(
  text: string,
  cited: readonly Passage[],
  ownWords: readonly string[],
): CheckFailure[] {
  const entries = [
    ...cited.map(({ entry }) => plain(`${entry.question}\n${entry.answer}`)),
    ...ownWords.map(plain),
  ]
  const isPromise = KINDS.some(({ promise, practice }) => {
    if (!promise.test(plain(text))) return false
    return !entries.some((entry) => promise.test(entry) || practice.test(entry))
  })
  return isPromise ? ['promise_of_action'] : []
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .toLowerCase()
}

function words(...alternatives: readonly string[]): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${alternatives.join('|')})`, 'iu')
}

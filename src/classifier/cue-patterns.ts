import type { CueKind } from './classification.ts'

// Written for text as normaliseText folds it: lower case, no accents, typographic quotes made plain.
const PT_PERSON =
  '(?:at+en?d[ei]?n?te|atendnte|antendente|umano|humano|humana|pess?oa(?: de verdade| real| humana)?|alguem(?: de verdade| real| da equipe| ai)?|gerente|responsavel|supervisora?|dono|dona|operadora?)(?![a-z])'
const ES_PERSON =
  '(?:persona(?: real| de verdad| humana)?|perosna|humano|humana|asesora?|aseso|agente|alguien(?: real| de verdad| del equipo)?|encargad[oa]|gerente|supervisora?|duen[oa]|operadora?|ejecutiv[oa]|representante)(?![a-z])'
const EN_PERSON =
  '(?:(?:real|actual|live|human)\\s)?(?:person|persn|human(?: being)?|humna|agent|agnet|representative|represent[a-z]{3,8}|rep(?![a-z])|manager|supervisor|someone|somebody|operator|advis[oe]r|member of staff|staff member)(?![a-z])'
const ALONE =
  '(?:agente|atendente|atendimento humano|humano|operadora?|asesora?|representante|agent|human|representative|operator|(?:a )?real person|pessoa de verdade|persona real)'
const MACHINE = '(?:robo|bot|robot|maquina|machine|ia|ai|computador|chatbot)'

/** Expressions by cue and what must not stand right before them. Precision first: the model catches the rest. */
export const CUE_PATTERNS: Readonly<Record<CueKind, readonly string[]>> = {
  wants_human: [
    '(?:basta|chega|enough) (?:de |con |with )?(?:the |el |o )?(?:robo|bot|robot|maquina|machine|contestador)s?(?![a-z])|(?:necesito|quiero|preciso de|quero) gente (?:real|de verdad|de verdade)',
    '(?:que alguien me llame|me llame alguien|alguien que me llame|me lig(?:a|ue) alguem|alguem me lig(?:a|ue)(?![a-z])|(?:have )?(?:someone|somebody) (?:ring|call|phone) me)|(?:hablar|conversar|falar) por telefon[eo] con? ?(?:com )?algui?em?n?',
    '(?:pas[ae]n?me|comunique(?:n)?me|comunicame|me transfere|me passa|transfer me|put me through) (?:con|a|al|pro|pra|para o|para a|to) (?:el |la |the )?(?:administracion|financeiro|ventas|vendas|facturacion|cobranzas|cobranca|trocas|cambios|devoluciones|sac|suporte|soporte|billing|returns|sales|support|accounts|customer service)',
    '^\\W*0 (?:operadora?|operator|atendente)\\W*$',
    `^\\W*${ALONE}(?:\\s(?:por favor|pfv?r?|pls|please|ja|now|ahora|agora|aqui))*\\W*$`,
    `(?:falar|fala|conversar|tratar|contato|atendid[oa]) (?:logo )?(?:com|por) (?:um |uma |algum |alguma |o |a |seu |sua )?${PT_PERSON}`,
    `(?:passa|passe|passar|passem|transfere|transfira|transferir|coloca|coloque|encaminha|encaminhe) (?:logo )?(?:pra|para|com) (?:um |uma |o |a |seu |sua )?${PT_PERSON}`,
    `(?:quero|preciso de|prefiro|cade|quero um|quero uma) (?:um |uma |o |a |ser )*(?:atendente|atendimento humano|humano|humana|pessoa de verdade|gerente|supervisora?)`,
    `(?:chama|chame|me liga|me ligue|quero|preciso de) (?:o gerente|a gerente|o responsavel|alguem de verdade|gente de verdade)`,
    `^\\W*(?:(?:oi|ola|hola|hi|hello)\\W+)?(?:tem alguem ai|tem alguem|alguem ai|hay alguien(?: ahi)?|anyone there|is (?:anyone|anybody|someone) there)\\W*$`,
    `(?:nao quero|chega de|cansei de|odeio) (?:falar |conversar |papo )?(?:com )?(?:um |uma |esse |essa |de )?${MACHINE}`,
    `(?:hablar|hablo|habla|platicar|chatear|comunicarme|contactarme|comunicar) (?:ya )?con (?:un |una |algun |alguna |el |la |su )?${ES_PERSON}`,
    `(?:pas[ae]n?me|comuni(?:ca|que)n?me|transfier[ae]n?me|pongan?me|derivame|conectame) (?:ya )?(?:con|a) (?:un |una |algun |el |la )?${ES_PERSON}`,
    `(?:quiero|necesito|prefiero|exijo) (?:a )?(?:un |una )(?:humano|asesora?|agente|persona real|persona de verdad|operadora?|supervisora?)`,
    `(?:me atienda|atiendame|atendido por|me responda|me conteste) (?:un |una |alguien)(?:${ES_PERSON})?`,
    `no quiero (?:hablar |chatear )?(?:con )?(?:un |una )?${MACHINE}`,
    `(?:talk|speak|chat|connect(?: me)?|transfer(?: me)?|put me through|pass me|escalate(?: this| me)?|escalate) (?:directly )?(?:to|with) (?:a |an |the |your |some )?${EN_PERSON}`,
    `(?:need|want|get me|give me|let me have|prefer) (?:to (?:have|see) )?(?:a |an )(?:real|actual|live|human|proper)? ?(?:human|person|agent|representative|rep|operator|supervisor)(?![a-z])(?! (?:trainer|doctor|size))`,
    `(?:no more|sick of|tired of|stop with|hate|don't want) (?:talking to |to talk to )?(?:a |an |this |the |these )?${MACHINE}s?(?![a-z])`,
    `(?:person|human|someone),? not (?:a |another )${MACHINE}(?![a-z])`,
  ],
  danger: [
    'nao vejo saida|quero sumir(?! (?:de|com|por))|no veo salida|quiero desaparecer|(?:terminar|acabar) con todo|(?:can.?t|don.?t) see a way out|nothing left to (?:live|keep going) for|no tengo fuerzas para seguir|nao tenho (?:mais )?vontade de (?:viver|continuar aqui)|falta se eu morresse|extranaria si me muero|miss me if i (?:died|was gone|were gone)',
    '(?:medo|miedo|scared|afraid) (?:do|da|de|of) (?:meu |minha |mi |my )(?:marido|esposo|ex|pai|padrasto|namorado|novio|padre|husband|partner|boyfriend|dad)|(?:me bateu|me golpeo|me volvio a golpear|hit me) (?:de novo|again|otra vez)|me volvio a golpear|(?:sendo|siendo) seguid[ao]|me vienen siguiendo|(?:someone|somebody|a man) is following me|voy a hacerme dano|me voy a hacer dano',
    'huele a gas|(?:pegou|esta pegando|ta pegando) fogo(?! (?:de|o jogo|a festa))|caught fire|is on fire(?! sale)|se prendio fuego|se incendio|(?:tem|hay) (?:muita |mucho )?(?:fumaca|humo)|smoke everywhere|(?:isn.?t|not) waking up|no se despierta',
    '(?:quero|queria|vou|pensando em|penso em|vontade de|so quero) (?:me matar|me suicidar|suicidar|tirar (?:a )?minha (?:propria )?vida|acabar com (?:a minha vida|minha vida|tudo)|me machucar)|(?:quero|queria|vontade de|so quero) (?:muito )?morrer(?! de (?!uma vez))',
    '(?:engoliu|ingeriu|tragou|se trago|trago|swallowed|has swallowed) (?:a |o |uma |um |una |un |el |la |the |some )?(?:pilha|bateria|moeda|imã|ima|remedio|comprimido|produto|pila|moneda|iman|pastilla|battery|coin|magnet|pill|bleach)|(?:vazamento|cheiro|olor|fuga|escape) (?:forte )?(?:de|a) gas|gas leak|smell(?:s|ing)? (?:of )?gas|tomei (?:muito|muitos|varios) (?:remedio|comprimido)s?|(?:tome|me tome) (?:muchas|todas las) pastillas|took (?:too many|a lot of|all the) pills|(?:ta|esta) me ameacando|me esta amenazando|is threatening me|(?:desmaiou|nao acorda|se desmayo|no despierta|not breathing|passed out|unconscious)',
    '(?:nao quero|nao aguento|nao tenho vontade de|cansei de) (?:mais )?viver',
    '(?:ele|ela|marido|ex|namorado|vizinho|pai|padrasto) (?:vai me matar|quer me matar|me bate|me bateu|me espanca|me ameaca|me ameacou|esta armado|ta armado)',
    'vou (?:matar|esfaquear|atirar em|explodir|incendiar|botar fogo n|tacar fogo n|por fogo n)\\s?(?:voce|voces|vcs|vc|ele|ela|eles|todo mundo|todos|alguem|a loja|a)',
    '(?:quiero|voy a|pienso en|pensando en|ganas de|solo quiero) (?:matarme|suicidarme|quitarme la vida|acabar con mi vida|terminar con mi vida|hacerme dano|morir(?:me)?(?! de (?!una vez)))',
    'no (?:quiero|aguanto|tengo ganas de) (?:seguir viviendo|vivir mas|mas vivir|vivir ya)|ya no (?:quiero|aguanto|tengo ganas de) vivir|acabar con todo',
    '(?:mi|el|ella) ?(?:esposo|marido|ex|novio|vecino|padre)? (?:me va a matar|me quiere matar|me golpea|me pego|me amenaza|me amenazo)',
    'voy a (?:matarlos|matarte|matarlo|matarla|quemar(?:les)? (?:el|la|su)|prender(?:les)? fuego|apunalar|dispararle|poner una bomba)',
    '(?:want|going|wanna|gonna|thinking (?:of|about)|plan(?:ning)?) ?(?:to )?(?:kill(?:ing)? myself|end(?:ing)? (?:my life|it all)|hurt(?:ing)? myself|cut(?:ting)? myself)',
    "(?:dont|don't|do not) want to (?:live|be alive|be here anymore|exist)|suicidal|commit suicide|i want to die\\b(?! (?:of|for|from|laughing))",
    "(?:going to|gonna|i'll|ill|i will) (?:kill|shoot|stab|bomb|burn down|murder) (?:you|him|her|them|everyone|everybody|your|the (?:shop|store))",
    '(?:he|she|husband|boyfriend|ex) (?:is going to kill me|will kill me|wants to kill me|beats me|threatened to kill|has a gun)',
  ],
  legal_threat: [
    '(?:los |les |te )?(?:denuncio|reporto) (?:en|a|ante) (?:[a-z]{1,4} )?(?:profeco|indecopi|sernac|sanidad|defensa|consumidor)|ire al? (?:sernac|indecopi|profeco)|para (?:la denuncia|abrir processo)|(?:filing|complaint) with the bbb|(?:conozco|sei|know) (?:mis?|meus?|my) (?:[a-z0-9]{1,9} ){0,2}(?:derechos?|direitos?|rights)|reporting you to|(?:acudo|go) (?:a la autoridad|to the regulator)',
    '(?:vou|vamos|irei|estou indo|ja (?:abri|fiz|registrei)|abrir|registrar|acionar|reclamar|reclamacao|denuncia|denunciar|queixa|direto|reclamei) (?:[a-z]{1,9} ){0,5}(?:procon|reclame ?aqui|juizado|justica|delegacia|consumidor\\.gov|ministerio publico|anatel|anvisa)',
    'entr(?:o|ar|arei|amos|ando) (?:no juizado|com (?:a |uma )?acao|na justica)|(?:abrir|abrindo|abro|mover) (?:um )?processo|danos? mora(?:l|is)|codigo de defesa do consumidor|direitos do consumidor|extrajudicial|(?:no|num) tribunal|acion(?:o|ar|arei) (?:o |a )?(?:anpd|procon|justica|advogado)|(?:delegacia|defesa) do consumidor|vigilancia sanitaria|vou (?:te |voces |vcs |lhes )?processar|processar (?:voces|vcs|a empresa|a loja)|acao judicial|pequenas causas|medidas? (?:legais|judiciais|cabiveis)|meu advogado|minha advogada|acionar (?:um |meu )?advogad|boletim de ocorrencia|(?:vejo|encontramos|ver) (?:voces |vcs )?na justica',
    '(?:voy a|vamos a|ya|pienso|tendre que) (?:[a-z]{1,12} ){0,4}(?:profeco|indecopi|sernac|defensa (?:del|al) consumidor|defensoria|superintendencia|consumidor)',
    '(?:voy a|vamos a|los voy a|pienso) (?:demandar|denunciar)(?:los|les|te)?|los demand[oe]|demanda (?:legal|judicial)|mi abogad[oa]|derechos del consumidor|ley (?:del|de proteccion al) consumidor|carta documento|en tribunales|inicio acciones|acci(?:on|ones) legal(?:es)?|(?:nos )?vemos en (?:el juzgado|tribunales|la corte)',
    "(?:consumer rights act|statutory rights|solicitor's letter|letter before action|small claims|legal action|legal proceedings|take you to court|see you in court|my (?:lawyer|attorney|solicitor)|(?:will|gonna|going to|i'll) sue|sue (?:you|your)|trading standards|better business bureau|consumer protection|(?:will|i'll|gonna|going to) report you to|attorney general|chargeback|charge back|ombudsman)",
  ],
  complaint: [
    '(?:nunca mais|jamais) (?:[a-z]{1,8} ){0,2}(?:compro|comprar|volto|piso|peco)|meu dinheiro de volta|propaganda enganosa|pess?imo (?:atendimento|servico)|atendimento (?:pess?imo|horrivel|ridiculo|lixo)|que (?:descaso|palhacada|falta de respeito)|ninguem (?:me )?(?:responde|atende|resolve)',
    '(?:veio|chegou|chegaram|recebi|vieram) (?:[a-z]{1,9} ){0,3}(?:quebrad[oa]s?|errad[oa]s?|com defeito|rasgad[oa]s?|vencid[oa]s?|estragad[oa]s?|faltando|danificad[oa]s?|amassad[oa]s?|trocad[oa]s?|manchad[oa]s?)|(?:ainda|ate (?:agora|hoje)) (?:nao (?:chegou|recebi|veio)|nada)|nao (?:chegou|recebi) (?:nada )?ate (?:agora|hoje)|cobra(?:ram|do|da|nca)? (?:[a-z]{1,8} ){0,3}(?:duas vezes|em dobro|a mais|duplicad[oa]|indevid[ao])',
    '(?:nunca mas) (?:les |vuelvo a |voy a )?(?:compro|comprar|comprarles|vuelvo)|devuelvanme (?:mi|la) (?:dinero|plata)|mi dinero de vuelta|publicidad enganosa|pesim[oa] (?:atencion|servicio)|(?:atencion|servicio) (?:pesim[oa]|horrible|terrible)|que falta de respeto|nadie (?:me )?(?:responde|contesta|atiende|resuelve)',
    '(?:llego|vino|llegaron|recibi|vinieron) (?:[a-z]{1,9} ){0,3}(?:rot[oa]s?|equivocad[oa]s?|danad[oa]s?|defectuos[oa]s?|con defecto|vencid[oa]s?|incomplet[oa]s?|fallad[oa]s?|manchad[oa]s?|quebrad[oa]s?|mal estado)|(?:todavia|aun|hasta (?:ahora|hoy)) (?:no (?:llega|llego|he recibido|recibi|me llega)|nada)|(?:me )?cobraron (?:[a-z]{1,8} ){0,2}(?:dos veces|doble|de mas|duplicado)',
    '(?:never (?:again|shopping|buying|ordering|coming back)|want my money back|give me my money back|false advertising|(?:worst|terrible|awful|appalling|shocking|disgraceful) (?:service|customer|experience|shop|store|company)|nobody (?:answers|replies|responds|picks up|is helping))',
    "(?:arrived|came|received|turned up|got) (?:[a-z]{1,9} ){0,3}(?:broken|damaged|wrong|faulty|cracked|torn|expired|defective|smashed|missing|stained|dead)|(?:still|yet) (?:hasn't|hasnt|haven't|havent|not|no) (?:arrived|received|got|come|sign)|(?:hasn't|hasnt|never) (?:arrived|turned up|shown up)|charged (?:me )?(?:[a-z]{1,6} )?(?:twice|double)|double charged|overcharged",
  ],
  order_reference: [
    '(?:pedido|compra|encomenda|protocolo|chamado|orcamento|reserva|agendamento|ordem|nota(?: fiscal)?|nf-?e?|boleto|fatura|rastrei?o|rastreamento|orden|compra|factura|guia|ticket|folio|turno|remito|reclamo|order|booking|invoice|tracking|reservation|reference|ref|receipt|case|parcel|ticket) ?(?:de rastre[a-z]{2,6} |numero |num\\.? |n(?:ro|r|o)?\\.? |no\\.? |number |code |id |is |e |es )?(?:da compra |del pedido )?[:#]{0,2} ?#?(?:[a-z]{1,4}-?)?\\d{3,}[a-z0-9-]{0,14}',
    '(?<![a-z0-9&])#\\d{3,10}\\b',
    '\\b[a-z]{2}\\d{9}[a-z]{2}\\b',
    '(?:cade|onde (?:esta|ta|anda|foi parar)|cancel[ae]r?|cancelem|quando chega|rastrear?|nao (?:chegou|recebi)|e) (?:o |a )?(?:meu|minha) (?:pedido|encomenda|pacote|compra|produto|entrega|reembolso|estorno)(?: (?!so |e |fica)[a-z]|\\W*$)',
    '(?:donde (?:esta|anda|quedo)|cancel(?:a|en|ar|ame)|cuando (?:llega|me llega)|no (?:llega|llego|me llego|he recibido)) (?:mi|el) (?:pedido|paquete|compra|envio|orden|reembolso|encomienda)',
    "(?:where(?:'s| is| the \\w+ is)|wheres|cancel|when (?:will|is)|track(?:ing)? (?:down )?|haven't (?:received|got)|havent (?:received|got)|still waiting (?:for|on)) my (?:order|parcel|package|delivery|refund|booking|stuff|purchase)",
  ],
}

/** What makes a match no cue: it is denied, or a time is asked for. The words must stand right before it. */
export const NOT_AFTER: Partial<Record<CueKind, RegExp>> = {
  wants_human:
    /(?<![a-z])(?:que horas?|qual (?:o )?horario|a que hora|what time|what hours|sem|sin|without|nao (?:quero|preciso|precisa(?: de)?)|no (?:quiero|necesito)|don't (?:want|need)(?: to)?|dont (?:want|need)(?: to)?) (?:[a-z]{1,8} ){0,3}$/,
  danger: /(?<![a-z])(?:nao|no|never|nunca|not) (?:me )?$/,
}

/** After these a name follows, however it is written. */
export const PLAIN =
  "meu nome (?:completo )?(?:é|e|eh)|me chamo|quem (?:fala|escreve) (?:é|e|eh)|aqui quem fala (?:é|e|eh)|nome(?: completo)? ?:|me llamo|mi nombre (?:completo )?es|nombre(?: completo)? ?:|my (?:full )?name is|my name[’']s|i am called|name ?:"

/** Fields of a form or a parcel: a colon follows, and a capital letter. */
export const LABEL =
  'destinat[aá]ri[oa]|titular(?: d[oe](?:l cart[aã]o)?)?(?: cart[aã]o)?|titular de la tarjeta|respons[aá]vel|responsable|cliente|contato|contacto|recipient|contact|customer|cardholder|quien recibe|quem recebe|name on (?:the )?(?:card|order|account)|attn|a/c'

/** People say who they are: anything may follow, so that only a capital letter or a common name makes it a name. */
export const SELF =
  "(?:eu )?sou|(?:yo )?soy|(?:le |te )?habla|fala aqui|aqui (?:é|e|eh) d?[oa]|aqui fala|i[’']?m|i am|this is|it[’']?s|no nome d[eoa]|em nome d[eoa]|a nombre de|in the name of|under the name(?: of)?|(?:order|booking|account) is under|quem assina é|(?:o )?nome (?:completo|d(?:ele|ela|[oa] titular))?(?: ?é)?|nombre completo|(?:his|her|full|first|last|maiden|their) name(?: is)?|(?:is|[’']s|order(?:ed)?|booked|reserved|listed|registered) under"

const RELATIVE_PT =
  'esposa|mulher|esposo|marido|filh[oa]|m[ãa]e|pai|irmã|irmão|irma|irmao|ti[oa]|av[óô]|prim[oa]|sogr[oa]|cunhad[oa]|namorad[oa]|noiv[oa]|amig[oa]|vizinh[oa]|s[óo]ci[oa]|chefe|colega|net[oa]|sobrinh[oa]|funcion[áa]ri[oa]|secret[áa]ria|porteiro|companheir[oa]'
const RELATIVE_ES =
  'espos[oa]|mujer|marido|hij[oa]|mam[áa]|madre|pap[áa]|padre|herman[oa]|t[íi][oa]|abuel[oa]|prim[oa]|suegr[oa]|cuñad[oa]|novi[oa]|amig[oa]|vecin[oa]|soci[oa]|jef[ea]|colega|niet[oa]|sobrin[oa]|secretaria|portero|pareja'
const RELATIVE_EN =
  'wife|husband|son|daughter|mom|mum|mother|dad|father|sister|brother|aunt|uncle|grandm(?:a|other)|grandpa|grandfather|cousin|friend|girlfriend|boyfriend|fianc[ée]e?|partner|boss|neighbou?r|colleague|coworker|assistant|roommate|niece|nephew|kid|child|baby'

/** “minha esposa mariana”, “my friend Ingrid”. */
export const KIN = `(?:minha|meu|nossa|nosso|a|o|da|do|pro|pra) (?:${RELATIVE_PT})(?: (?:se chama|é [oa]|dona|seu))?|(?:mi|nuestr[oa]|la|el|del?) (?:${RELATIVE_ES})(?: se llama)?|(?:my|our|the) (?:${RELATIVE_EN})(?:[’']s name is| is called)?`

/** People who are asked for or were spoken to. */
export const CALLED =
  'fal(?:a|ar|ei|e) com [oa]|fal(?:a|ar|ei|e) com|procur(?:o|ei|ar|e)(?: por| pel[oa]| [oa])?|pergunt(?:e|ar) por|pregunt(?:e|en|ar|é) por|habl(?:é|ar|e|en) con|atend(?:eu|ido por|ida por)|me atendi[óo]|ask(?:ed)? for|sp(?:oke|eak) (?:to|with)|talk(?:ed)? (?:to|with)|avis(?:a|e|ar) [oa]|aos cuidados d[eoa]'

/** Forms of address; a name with a capital letter follows. */
export const TITLE = 'sr|sra|srta|senhora?|dr|dra|dona|don|doña|señora?|señorita|mr|mrs|ms|prof|profa'

/** At the end of a message; the name stands behind it or on the next line. */
export const SIGN_OFF =
  'atenciosamente|att|at\\.te|abraços?|abs|bjs|beijos|saludos|atentamente|cordialmente|un abrazo|(?:kind |best |warm )?regards|sincerely|cheers|obrigad[oa]|grat[oa]|gracias|muchas gracias|thanks|thank you|many thanks|yours truly'

/** What somebody did with an order, a letter or a song. */
export const BY =
  '(?:signed(?: for)?|received|picked up|collected|placed|ordered|bought|paid|sent|written|directed|sung|played|recorded|approved|authori[sz]ed) by|charged to|belongs to|(?:recebid|retirad|assinad|comprad|pag|enviad|escrit)[oa] (?:por|pel[oa])|(?:recibid|firmad|retirad|comprad|pagad|enviad|escrit)[oa] por|con el nombre(?: de)?|veio escrito'

/** Letters begin with these; a name with a capital letter follows. */
export const DEAR = 'dear|prezad[oa]|querid[oa]|car[oa]|estimad[oa]'

/** Messages begin with these; so many words may follow that only a common name counts. */
export const ADDRESSED =
  'oi+e?|ol[áa]|hola|hi+|hello|hey|e a[ií]|bom dia|boa (?:tarde|noite)|buen(?:os|as) (?:d[ií]as|tardes|noches)|good (?:morning|afternoon|evening)'

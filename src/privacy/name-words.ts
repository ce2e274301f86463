export const PARTICLES: ReadonlySet<string> = new Set([
  'da',
  'de',
  'do',
  'das',
  'dos',
  'del',
  'la',
  'las',
  'los',
  'van',
  'von',
  'di',
  'montes de',
])

// Words that end a name written in small letters.
const ENDS_NAME = new Set(
  `e y and mas pero but quero queria quiero quisiera gostaria want would tenho tengo have comprei compre bought fiz hice
  made do pedido order pedi preciso necesito need estou estoy sou soy am moro vivo live meu minha mi my o a el the com con
  with para pra for que which um uma un una cliente client customer não no not aqui acá here já ya já sobre about aguardo
  espero i eu yo vi na em en on in at favor por please cpf rg tel telefone email fone seu sua su tu your is es é was were
  ok da mas`.split(/\s+/u),
)
// Display names hold such words, and sentences begin with them: hiding them would hide half of a text.
const TOO_COMMON = new Set(
  `loja shop store pet pets oficial official cliente casa the and para com con dia flor amor vida deus dios mãe mae pai
  mama papa você voce usuario user admin sem nome name sin nombre teste test brasil brazil mexico argentina chile colombia
  peru entrega pix empresa company equipo equipe team support suporte soporte manager gerente vendas ventas sales admin
  atendente atendimento agente agent whatsapp instagram facebook google mercado amazon correios sedex internet site web
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
  november december segunda terça quarta quinta sexta sabado sábado domingo lunes martes miercoles miércoles jueves viernes
  christmas natal navidad easter brazilian american canadian mexican british english spanish french german italian australian
  portuguese argentinian colombian christian vegan vegetarian brasileiro brasileira mexicano mexicana argentino argentina
  chileno chilena colombiano colombiana peruano peruana português inglês español ingles
  nobody anyone anybody someone somebody everyone everything nothing something still nada tudo todo todos ninguem ninguém
  nadie alguem alguém alguien está esta estou estoy chega chove there here it this that these those we they he she you
  vou vamos voy espero aguardo aguardando esperando qualquer cualquier fico quedo boa bom bem good great nice happy sorry
  clique insira veja click haga
  dhl ups fedex usps jadlog loggi estafeta andreani rappi ifood uber shein shopee temu aliexpress ebay paypal nike adidas
  zara property guest user noronha pessoa
  waiting looking hope when where what how why please pls também tambien also`.split(/\s+/u),
)

/** Words that are part of no name, however they are written. */
export function isNoName(word: string): boolean {
  const plain = plainOf(word)
  return (
    ENDS_NAME.has(plain) ||
    TOO_COMMON.has(plain) ||
    ENDS_NAME.has(word.toLowerCase()) ||
    TOO_COMMON.has(word.toLowerCase())
  )
}

/** Words of a name that it can be recognised by in other texts. */
export function isTelling(word: string): boolean {
  const plain = plainOf(word)
  return plain.length >= 2 && !PARTICLES.has(plain) && !isNoName(word)
}

function plainOf(word: string): string {
  return word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
}

// Names that are words too: in small letters they say nothing of a person.
const ALSO_WORDS = new Set(
  `abel ada aida alan alba ali alma amparo an angel art augusta augusto azul baker banks barbara barnes barros bel bella
  benicio bennett bento berry bill black blanca blanco bob bravo brito brook brooks brown bueno burns bush butler caballero
  cadu campos cano cardenas carina carol carpenter castro celeste chan chance charlie chase chaves chico clara claus clement
  clemente coelho cole constancia consuelo cook cooper costa crespo cruz crystal cunha daisy dalia dawn dean delgado dias
  dolores dom drew duarte duda dulce ed eder elba elio ella estrella eva eve fatima fidel fields figueiredo fisher flor
  flores ford forte foster franco frank fuentes furtado gabi gallego gardener gardner gene gil gino gloria graca grace grant
  gray guerra guerrero guia hall hart hazel herrero holly hope hunt hunter iglesias ilse ina ira isis ivory ivy jack jade
  jan jay jean jo joy judy julieta julio june junior junto kay ken kent kim knight lane leal leao lee leite lele leo leon
  lia lily lima lin linda lis lobo long love lu luna luz magda maia maio male malta malu mar mara marco margarita marin
  marino mark marques mason matos matt max may maya medina mei melody mia mica milagros milan miles miller mills mitchell
  moda molina montes mora moral morales moreno nair nanda nara nascimento navarro neves nick noel norma nova nunca nuno ole
  oliva olive otto page paiva palmer paloma pardo parker pat patience patty paz pearl peer pena per perla peter peters petra
  pia pilar pinto pires porter prado price prince queiroz quiteria rafa ray re reed reina reis remedios rey reyes rice rich
  rios rivers rob robin rocha rocio rojas rojo roma ros rosa rose rosita ross rubio ruby rui rute sabina sabino saga sales
  salinas salvador sam sanders sandy santa santo santos saul selma serena serrano severo shane shepherd sierra simples sky
  smith socorro sol soledad sonia soto stella stone sue summer tais tara tati taylor teller terra tina toledo tom tony
  torres trejo trent turner val vale valente valeria vidal viola violeta walker wang ward weaver webb wells west wilma
  winter wood woods young zapata zara`.split(/\s+/u),
)
// Names that are places, brands or lines of products too: with a capital they say nothing of a person either.
const ALSO_PLACES = new Set(
  `alexa aparecida apple armani aurora austin aveda avon barbie batman belem benetton benz boss brooklyn calvin camila campos
  carolina cartagena caxias charlotte chelsea christian colombo cordoba cristal cuenca dakota dallas denver diana dior
  elizabeth estee florence florencia florida ford georgia guadalupe guarda hans harry hello houston hugo israel jack jackson
  jamaica jimmy johnnie jordan jordana kate kitty leon leroy levi levis lima lincoln london londres louis lourdes luna
  lupita madison malibu marc medina mercedes merida meta michael mickey milan milano minnie monte montes natal natura nike
  nina nobel nova orlando oscar paco page paris peppa polo ralph roma rosario royal salvador san santa santana santiago
  santo santos sao savannah siri stella sydney tesla toledo tommy trujillo valencia valentino victor victoria villa virginia
  vitoria washington zara`.split(/\s+/u),
)

/** Whether a name, without accents and in small letters, is a word as well. */
export const isWordToo = (folded: string): boolean => ALSO_WORDS.has(folded) || ALSO_PLACES.has(folded)

/** Whether it is a place or a brand as well. */
export const isPlaceToo = (folded: string): boolean => ALSO_PLACES.has(folded)

// First names that begin the names of places even in front of a surname (“San Martín”, “Santiago Centro”).
const BEGIN_PLACES = new Set(
  'santiago jordan victoria florencia mercedes madison austin guadalupe rosario aurora lourdes jackson san santa sao'.split(
    ' ',
  ),
)
const BRANDS = new Set(
  `antonio banderas|bobbi brown|calvin klein|carmen steffens|carolina herrera|charlotte tilbury|christian dior|elizabeth arden|
  estee lauder|giorgio armani|hugo boss|jack daniels|jean paul|jimmy choo|jo malone|johnnie walker|jorge bischoff|kate spade|louis vuitton|
  luiza barcelos|marc jacobs|mario badescu|mary kay|michael kors|oscar niemeyer|paco rabanne|ralph lauren|tom ford|
  tommy hilfiger|vera bradley|yves saint|victor hugo`
    .split('|')
    .map((name) => name.trim()),
)

/** Whether two words that read like a first name and a surname are a place or a brand. */
export const isPlaceOrBrand = (first: string, second: string): boolean =>
  BEGIN_PLACES.has(first) || BRANDS.has(`${first} ${second}`)

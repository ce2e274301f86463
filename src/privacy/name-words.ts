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

import { COMMON_NAMES } from './common-names.ts'
import { COMMON_SURNAMES } from './common-surnames.ts'
import { isNoName, isPlaceOrBrand, isPlaceToo, isWordToo } from './name-words.ts'

interface Word {
  readonly text: string
  /** In small letters, without accents and the English `'s`. */
  readonly folded: string
  readonly isCapital: boolean
  /** What stands between the word before and this one. */
  readonly gap: string
}

// In front of a name that stands alone; behind a noun (“vestido Helena”, “the Sophia chair”) it is a product's.
const BEFORE_A_PERSON = new Set(
  `a o ao da do das dos de d com pra pro para por pela pelo e ou que foi era quem seu sua ela ele dele dela nem
  com contra entre sem ate ontem hoje agora antes depois recebeu assinou pagou retirou mandou conhece chama chamada chamado conheço
  la el del al con y u ni fue es era eso ayer hoy ahora recibio firmo retiro pago llamada llamado llama con esta estaba
  from with for to by and or of is was are if did does has had told tell asks asked ask named called says said thank thanks
  thankyou when because dear user yesterday today ago since after helped meet met knows know gave given joined saw
  obrigado obrigada valeu gracias abrazo abraco kudos parabens felicito
  vendedor vendedora atendente gerente motorista entregador entregadora porteiro consultora moca rapaz menina menino caixa
  repartidor cajero cajera chico chica asesor asesora encargado encargada rep manager driver courier agent clerk lady guy
  seller kid child baby producer singer songwriter writer author`.split(/\s+/u),
)
// Streets, saints and shops have names of people.
const NAMES_OF_PLACES =
  /^(?:ruas?|r|av|avenidas?|alameda|travessa|praca|rodovia|estrada|largo|vila|villa|bairro|barrio|calle|carrera|plaza|paseo|jiron|colonia|loja|tienda|shop|store|shopping|escola|escuela|colegio|school|hospital|clinica|estadio|praia|playa|beach|parque|park|porto|puerto|port|fort|mount|lake|monte|cidade|ciudad|city|municipio|rio|river|sao|san|santa|santo|st|saint|santos|dom|nossa|vale|perfume|colonia|livro|libro|book|linha|linea|line|colecao|coleccion|collection|modelo|model|marca|brand|new)$/u

/** Of a text whose words nearly all begin with a capital, or that shouts, capitals tell nothing. */
const MOST_CAPITALS = 0.6

/** Names that nothing introduces, of which the common ones are known: “Ana, cadê?”, “joana martins”, “from Laura Bennett”. */
export function findBareNames(text: string): string[][] {
  const words = readWords(text)
  const names: string[][] = []
  for (let at = 0; at < words.length; at += 1) {
    const length = isOfPlace(words, at) ? 0 : (fullName(words, at) ?? Number(isAlone(words, at)))
    if (length === 0) continue
    names.push(words.slice(at, at + length).map((word) => word.text))
    at += length - 1
  }
  return [...names, ...listedNames(text)]
}

/** “Matheus, Janet and Terri”: where most of a list are names, all are. */
function listedNames(text: string): string[][] {
  return [...text.matchAll(LIST)].flatMap((match) => {
    const items = match[0].split(/,? (?:and|e|y|&) |, /u)
    const known = items.filter((item) => COMMON_NAMES.has(fold(item)) && !isPlaceToo(fold(item)))
    return known.length * 2 > items.length ? items.map((item) => [item]) : []
  })
}

const ITEM = "\\p{Lu}[\\p{Ll}\\p{M}'’-]{1,20}(?![\\p{L}\\d])"
const LIST = new RegExp(`(?<![\\p{L}\\d])${ITEM}(?:, ${ITEM}){0,20},? (?:and|e|y|&) ${ITEM}`, 'gu')

function readWords(text: string): Word[] {
  const words: Word[] = []
  let end = 0
  for (const match of text.matchAll(WORD)) {
    const word = match[0].replace(/['’]s?$/u, '')
    words.push({
      text: word,
      folded: fold(word),
      isCapital: CAPITAL.test(word),
      gap: text.slice(end, match.index),
    })
    end = match.index + word.length
  }
  const long = words.filter((word) => word.text.length > 2)
  const isTelling =
    long.length < 4 || long.filter((word) => word.isCapital).length / long.length < MOST_CAPITALS
  return isTelling ? words : words.map((word) => ({ ...word, isCapital: false }))
}

const WORD = /(?<![\p{L}\d@/._-])\p{L}[\p{L}\p{M}]*(?:['’-][\p{L}\p{M}]+)*(?![\p{L}\d@/_]|\.\p{L})/gu
const CAPITAL = /^\p{Lu}(?:['’]\p{Lu})?[\p{Ll}\p{M}]/u
const NEXT = /^[ \t]$/u

const fold = (word: string) => word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('’', "'")
const isGiven = (word: Word) => COMMON_NAMES.has(word.folded) && !isNoName(word.text)
const isSurname = (word: Word) => COMMON_SURNAMES.has(word.folded)

/** How many words a first name and a surname have that begin here; null where none do. */
function fullName(words: readonly Word[], at: number): number | null {
  const first = words[at]!
  const initial = initialAfter(words, at)
  const length = initial === null ? 2 : 3
  const last = words[at + length - 1]
  if (last === undefined || isNoName(first.text) || isNoName(last.text)) return null
  if (initial === null && !NEXT.test(last.gap)) return null
  if (first.isCapital !== last.isCapital) return null
  if (!first.isCapital) {
    const isTold = isGiven(first) && isSurname(last) && !isWordToo(first.folded) && !isWordToo(last.folded)
    return isTold && initial === null ? length : null
  }
  if (isPlaceOrBrand(first.folded, last.folded)) return null
  if (initial === 'dotted') return length
  const isTold = isSurname(last) && !isPlaceToo(last.folded) && (isGiven(first) || !isWordToo(last.folded))
  return isTold || (initial === 'bare' && isGiven(first)) ? length : null
}

/** “Kate M Begum”, “Kate M. Begum”; a letter alone may also be a size (“Camiseta M Azul”). */
function initialAfter(words: readonly Word[], at: number): 'dotted' | 'bare' | null {
  const letter = words[at + 1]
  if (letter === undefined || !/^\p{Lu}$/u.test(letter.text) || !NEXT.test(letter.gap)) return null
  const gap = words[at + 2]?.gap ?? ''
  if (!/^\.?[ \t]$/u.test(gap)) return null
  return gap.length > 1 ? 'dotted' : 'bare'
}

function isAlone(words: readonly Word[], at: number): boolean {
  const word = words[at]!
  const before = words[at - 1]
  const after = words[at + 1]
  if (!isGiven(word) || isPlaceToo(word.folded) || word.text.length < 3) return false
  if (after !== undefined && /^[ \t]?[\d/]/u.test(after.gap)) return false
  const isFirst = before === undefined || /[.!?\n:;"“(>-]/u.test(word.gap)
  const follows = before !== undefined && BEFORE_A_PERSON.has(before.folded) && /^[\s,]{1,3}$/u.test(word.gap)
  const isProduct = after?.isCapital === true && NEXT.test(after.gap)
  if (word.isCapital) return !isProduct && (follows || (isFirst && !isWordToo(word.folded)))
  return follows && ARTICLES.has(before.folded) && !isWordToo(word.folded)
}

/** In small letters a name needs more than any word in front. */
const ARTICLES = new Set(
  'a o da do com pra pro pela pelo e la el con y from with by vendedor vendedora atendente gerente'.split(
    ' ',
  ),
)

/** The two words in front may name what is called after somebody. */
function isOfPlace(words: readonly Word[], at: number): boolean {
  return [1, 2].some((back) => {
    const before = words[at - back]
    return (
      before !== undefined &&
      NAMES_OF_PLACES.test(before.folded) &&
      words.slice(at - back + 1, at + 1).every((word) => /^[. \t]{1,2}$/u.test(word.gap))
    )
  })
}

import { COMMON_NAMES } from './common-names.ts'

/** A stretch of a text, in UTF-16 offsets, that holds personal data of one kind. */
export interface Span {
  readonly kind: string
  readonly start: number
  readonly end: number
}

/** The names that are known, to be found again in any text of the request. */
export interface KnownNames {
  in(text: string): Span[]
}

const NAME = "\\p{L}[\\p{L}'’-]*"
// After these a name follows, however it is written.
const PLAIN_INTRODUCTION =
  "meu nome (?:completo )?(?:é|e|eh)|me chamo|quem (?:fala|escreve) (?:é|e|eh)|aqui quem fala (?:é|e|eh)|aqui (?:é|e|eh) [oa]|em nome d[eoa]|nome(?: completo)? ?:|me llamo|mi nombre (?:completo )?es|a nombre de|nombre ?:|my name is|my name[’']s|i am called|name ?:|in the name of|under the name"
// After these it may be anything, so that only a capital letter or a common name makes it a name.
const OPEN_INTRODUCTION =
  "(?:eu )?sou |(?:yo )?soy |(?:le |te )?habla |i[’']?m |i am |this is |it[’']?s |fala aqui |aqui (?:é|e|eh) d?|atenciosamente,?\\s{1,4}|att\\.?,?\\s{1,4}|abraços?,?\\s{1,4}|saludos,?\\s{1,4}|atentamente,?\\s{1,4}|regards,?\\s{1,4}|sincerely,?\\s{1,4}|(?:obrigad[oa]|grat[oa]|gracias|thanks|thank you)[,.!]{0,3}[ \\t]{0,4}\\n\\s{0,4}"
const TITLE =
  '(?:(?:[oa]|la|el) )?(?:(?:senhora?|señora?|srt?a?\\.?|dra?\\.?|don|doña|dona|seu|mrs?\\.?|ms\\.?) )?'

const STRONG = new RegExp(
  `(?<![\\p{L}])(?:${PLAIN_INTRODUCTION})\\s{1,4}${TITLE}((?:${NAME}\\s{1,4}){0,4}${NAME})`,
  'giu',
)
const WEAK = new RegExp(
  `(?<![\\p{L}])(?:${OPEN_INTRODUCTION})${TITLE}((?:${NAME}[ \\t]+){0,4}${NAME})`,
  'giu',
)

const PARTICLES = new Set(['da', 'de', 'do', 'das', 'dos', 'del', 'la', 'las', 'los', 'van', 'von', 'di'])
// Words that end a name written in small letters.
const ENDS_NAME = new Set(
  `e y and mas pero but quero queria quiero quisiera gostaria want would tenho tengo have comprei compré bought fiz hice
  made do pedido order pedi preciso necesito need estou estoy sou soy am moro vivo live meu minha mi my o a el the com con
  with para pra for que which um uma un una cliente client customer não no not aqui acá here já ya já sobre about aguardo
  espero i eu yo vi na em en on in at favor por please cpf rg tel telefone email fone`.split(/\s+/u),
)
// Display names hold such words, and hiding them would hide half of a text.
const TOO_COMMON = new Set(
  `loja shop store pet pets oficial official cliente casa the and para com con dia flor amor vida deus dios mãe mae pai
  mama papa você voce usuario user admin sem nome name sin nombre teste test brasil mexico argentina entrega pix`.split(
    /\s+/u,
  ),
)

/** Reads the names given in the texts and the contact's own. */
export function findNames(texts: readonly string[], contactName: string | null): KnownNames {
  const names = new Set<string>()
  for (const word of wordsOf(contactName ?? '')) if (isTelling(word)) names.add(fold(word))
  for (const text of texts) {
    for (const match of text.matchAll(STRONG)) addName(names, nameIn(match[1]!, false))
    for (const match of text.matchAll(WEAK)) addName(names, nameIn(match[1]!, true))
  }
  return { in: (text) => spansOf(text, names) }
}

/** The words of the match that belong to the name: it ends at a word that no name has. */
function nameIn(text: string, needsCapitals: boolean): string[] {
  const taken: string[] = []
  for (const word of text.split(/\s+/u)) {
    const isParticle = PARTICLES.has(word.toLowerCase()) && taken.length > 0
    const isCapital = /^\p{Lu}/u.test(word)
    if (!isParticle && needsCapitals && !isCapital && !COMMON_NAMES.has(fold(word))) break
    if (!isParticle && !isCapital && (ENDS_NAME.has(word.toLowerCase()) || taken.length >= 2)) break
    taken.push(word)
    if (/[.!?,;]$/u.test(word)) break
  }
  return taken
}

function addName(names: Set<string>, words: readonly string[]): void {
  for (const word of words) if (isTelling(word)) names.add(fold(word))
}

function isTelling(word: string): boolean {
  const plain = fold(word)
  return plain.length >= 2 && !PARTICLES.has(plain) && !TOO_COMMON.has(plain) && !ENDS_NAME.has(plain)
}

/** Neighbouring words of names count as one: “Ana Souza” has one placeholder. */
function spansOf(text: string, names: ReadonlySet<string>): Span[] {
  const spans: Span[] = []
  for (const match of text.matchAll(/\p{L}[\p{L}\p{M}'’]*/gu)) {
    if (!names.has(fold(match[0]))) continue
    const last = spans.at(-1)
    const end = match.index + match[0].length
    const between = last === undefined ? null : text.slice(last.end, match.index)
    if (last !== undefined && /^(?:\s|-)(?:(?:da|de|do|das|dos|del|la)\s)?$/iu.test(between!)) {
      spans[spans.length - 1] = { ...last, end }
    } else spans.push({ kind: 'NAME', start: match.index, end })
  }
  return spans
}

function wordsOf(text: string): string[] {
  return text.match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? []
}

function fold(word: string): string {
  return word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
}

import { allOf, matchPattern } from '../match-pattern.ts'

const STREET =
  'rua|r\\.|av\\.?|avenida|alameda|al\\.|travessa|tv\\.|praça|praca|rodovia|rod\\.|estrada|largo|vila|calle|cll\\.?|carrera|cra\\.?|kra\\.?|jir[oó]n|jr\\.?|pasaje|psje\\.?|diagonal|transversal|blvd\\.?|bulevar|boulevard|calzada|camino|autopista|privada|cerrada'
const UNIT =
  '(?:\\s{0,4}[,-]?\\s{0,4}(?:apto?\\.?|apartamento|ap\\.?|bloco|bl\\.?|casa|depto\\.?|departamento|dpto\\.?|piso|int(?:erior)?\\.?|sala|conjunto|torre|lote|unit|suite|oficina|of\\.?|#)\\s{0,4}[\\dA-Z]{1,6}(?![\\p{L}\\d])){0,3}'
// Between a street and its number stands a name, and none of these.
const NO_NAME =
  'h[áa]|faz|hace|às|desde|até|hasta|tem|tiene|est[áa]|fechad[oa]|abre|aberta|cerrada|abiert[oa]|que|custa|cuesta|compr\\p{L}+|for|at|for|since|has|is|com|con|por|para|entre'
const WORD = `(?!(?:${NO_NAME})(?!\\p{L}))[\\p{L}\\d.'’-]{1,30}`

const TYPE =
  '[Ss]treet|[Ss]tr?|[Aa]venue|[Aa]ve|[Rr]oad|[Rr]d|[Bb]oulevard|[Bb]lvd|[Ll]ane|[Ll]n|[Dd]rive|[Dd]r|[Cc]ourt|[Cc]t|[Ss]quare|[Ss]q|[Ww]ay|[Tt]errace|[Pp]lace|[Pp]l|[Cc]lose|[Gg]rove|[Cc]rescent|[Hh]ighway|[Hh]wy|[Pp]arkway|[Pp]kwy|[Tt]rail|[Cc]ircle|[Ll]oop|[Aa]lley|[Mm]ews|[Gg]ardens|[Tt]urnpike'
const CAPITAL = "\\p{Lu}[\\p{L}.'’-]{0,30}"
const FLAT =
  '(?:[Aa]pt|[Aa]partment|[Uu]nit|[Ss]uite|[Ss]te|[Ff]lat|[Ff]loor|[Rr]oom|#)\\.?\\s{0,3}[\\dA-Z]{1,6}(?![\\p{L}\\d])'
/** A town with its postal code, on the same line or below. */
const CITY = `(?:(?:[,\\s]{1,4}${CAPITAL}){1,6}[,\\s]{1,4}(?:\\d{4,6}(?:-\\d{4})?|[A-Z]{1,2}\\d[A-Z\\d]?\\s?\\d[A-Z]{2})(?![\\p{L}\\d]))?`
const INTRODUCED =
  '[Aa]ddress(?: is|:)|[Ee]ndere[çc]o(?: é|:)?|[Dd]irecci[óo]n(?: es|:)?|[Dd]omicilio(?: es|:)?|lives? (?:at|on)|(?:deliver|ship|send|sent|moved?|return)(?: it)? to|located at|mor[oa] (?:na|no)|vivo en'

/** A street and a number, as written in Portuguese, Spanish and English, with what stands behind it of the building. */
export const findAddresses = allOf(
  matchPattern(
    'ADDRESS',
    new RegExp(
      `(?<![\\p{L}\\d])(?:${STREET})\\s{1,4}(?:${WORD}\\s{1,4}){0,6}?(?!(?:${NO_NAME})(?!\\p{L}))[\\p{L}\\d.'’-]{0,30}[\\p{L}\\d][,.]?\\s{0,4}(?:n[º°o.]{0,3}\\s{0,4}|#\\s{0,4}|n[uú]mero\\s{0,4})?\\d{1,5}[A-Z]?(?:\\s{0,4}[-–]\\s{0,4}\\d{1,4})?(?!\\p{L}|[\\d.,:]*\\d|\\s?(?:h(?:oras?)?|a[nñ]os|anos|years|%|reais|pesos)(?!\\p{L}))${UNIT}`,
      'giu',
    ),
  ),
  // “Flat 3, 27 Church Lane”, “9021 NW 14th Avenue Suite 300, Miami, FL 33147”.
  matchPattern(
    'ADDRESS',
    new RegExp(
      `(?<![\\p{L}\\d.,$])(?:${FLAT},?\\s{1,3})?\\d{1,5}[A-Z]?\\s{1,4}(?:[NSEW]{1,2}\\.?\\s{1,4})?(?:(?:${CAPITAL}|\\d{1,3}(?:st|nd|rd|th))\\s{1,4}){1,4}(?:${TYPE})(?!\\p{L})\\.?(?:,?\\s{1,3}${FLAT}){0,2}${CITY}`,
      'gu',
    ),
  ),
  // Streets of other countries: “28245 Puruntie 82 Apt. 59” is told by the flat.
  matchPattern(
    'ADDRESS',
    new RegExp(
      `(?<![\\p{L}\\d.,$])\\d{1,5}\\s{1,3}(?:(?:${CAPITAL}|\\d{1,4}|ul\\.|d[aeo]s?|del|la)\\s{1,3}){1,6}(?:${FLAT})(?:,?\\s{1,3}${FLAT})?${CITY}`,
      'gu',
    ),
  ),
  matchPattern(
    'ADDRESS',
    /(?<![\p{L}\d])(?:PSC|CMR|Unit)\s{1,3}\d{2,5},?\s{1,3}Box\s{1,3}\d{2,5}(?:\s{1,3}[AFD]PO,?\s{1,3}A[AEP]\s{1,3}\d{5})?/giu,
  ),
  matchPattern(
    'ADDRESS',
    /\bp\.?\s?o\.?\s?box:?\s{0,3}\d{1,6}|\bapartado(?: postal)?\s{1,3}\d{1,6}|\bcaixa postal\s{1,3}\d{1,6}/giu,
  ),
  // Brasília has no streets but quarters and blocks.
  matchPattern(
    'ADDRESS',
    /\b(?:S[QCHM][NSLW]{1,2}[A-Z]?|CL[NS]|SH[A-Z]{1,3}|QN[A-Z]|quadra|qd\.?|lote|manzana|mz\.?)\s{1,3}\d{1,4}(?:[\s,]{1,3}(?:bloco|bl\.?|lote|lt\.?|conjunto|conj\.?|casa|apto?\.?|apartamento|villa|torre)\s{1,3}[\dA-Z]{1,5}(?![\p{L}\d])){1,4}/giu,
  ),
  // “my address: 12 Rue Victor Hugo” is told by the words in front.
  matchPattern(
    'ADDRESS',
    new RegExp(
      `(?<=(?<!\\p{L})(?:${INTRODUCED})\\s{1,6})(?:\\d{1,5}\\s{1,3}(?:(?:${CAPITAL}|ul\\.|d[aeo]s?|del|la)\\s{1,3}){0,4}${CAPITAL}(?:\\s{1,3}\\d{1,4}(?!\\d))?|${CAPITAL}(?:\\s{1,3}${CAPITAL}){0,3}\\s{1,3}\\d{1,4}(?!\\d))(?:,?\\s{1,3}${FLAT}){0,2}${CITY}`,
      'gu',
    ),
  ),
)

import { allOf, matchPattern } from '../match-pattern.ts'

const STREET =
  'rua|r\\.|av\\.?|avenida|alameda|al\\.|travessa|tv\\.|praça|praca|rodovia|rod\\.|estrada|largo|vila|calle|cll\\.?|carrera|cra\\.?|kra\\.?|jir[oó]n|jr\\.?|pasaje|psje\\.?|diagonal|transversal|blvd\\.?|bulevar|boulevard|calzada|camino|autopista|privada|cerrada'
const UNIT =
  '(?:\\s{0,4}[,-]?\\s{0,4}(?:apto?\\.?|apartamento|ap\\.?|bloco|bl\\.?|casa|depto\\.?|departamento|dpto\\.?|piso|int(?:erior)?\\.?|sala|conjunto|torre|lote|unit|suite|oficina|of\\.?|#)\\s{0,4}[\\dA-Z]{1,6}(?![\\p{L}\\d])){0,3}'
// Between a street and its number stands a name, and none of these.
const NO_NAME =
  'h[áa]|faz|hace|às|desde|até|hasta|tem|tiene|est[áa]|fechad[oa]|abre|aberta|cerrada|abiert[oa]|que|custa|cuesta|compr\\p{L}+|for|at|for|since|has|is|com|con|por|para|entre'
const WORD = `(?!(?:${NO_NAME})(?!\\p{L}))[\\p{L}\\d.'’-]{1,30}`

/** A street and a number, as written in Portuguese, Spanish and English, with what stands behind it of the building. */
export const findAddresses = allOf(
  matchPattern(
    'ADDRESS',
    new RegExp(
      `(?<![\\p{L}\\d])(?:${STREET})\\s{1,4}(?:${WORD}\\s{1,4}){0,6}?(?!(?:${NO_NAME})(?!\\p{L}))[\\p{L}\\d.'’-]{0,30}[\\p{L}\\d][,.]?\\s{0,4}(?:n[º°o.]{0,3}\\s{0,4}|#\\s{0,4}|n[uú]mero\\s{0,4})?\\d{1,5}[A-Z]?(?:\\s{0,4}[-–]\\s{0,4}\\d{1,4})?(?!\\p{L}|[\\d.,:]*\\d|\\s?(?:h(?:oras?)?|a[nñ]os|anos|years|%|reais|pesos)(?!\\p{L}))${UNIT}`,
      'giu',
    ),
  ),
  matchPattern(
    'ADDRESS',
    /(?<![\p{L}\d.,$])\d{1,5}[A-Z]?\s{1,4}(?:[NSEW]{1,2}\.?\s{1,4})?(?:\p{Lu}[\p{L}.'’-]{0,30}\s{1,4}){1,4}(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|square|sq|way|terrace|place|pl)(?!\p{L})\.?(?:,?\s{0,3}(?:apt|unit|suite|ste|#)\.?\s{0,3}[\dA-Z]{1,6}(?![\p{L}\d]))?/giu,
    (match) => /^\d+[A-Z]?\s+\p{Lu}/u.test(match),
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
)

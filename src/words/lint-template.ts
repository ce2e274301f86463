import type { ChannelKind } from '../domain/message.ts'
import { plainWords } from '../domain/plain-words.ts'
import { hasStrayBraces, readVariables } from '../domain/read-variables.ts'
import { renderTemplate } from '../domain/render-template.ts'
import type { TemplateCategory, TemplateDocument, TemplateFinding } from '../domain/template.ts'

interface Limits {
  readonly header: number
  readonly body: number
  readonly footer: number
}

/** Characters that each kind of channel takes, with the samples filled in. */
const LIMITS: Readonly<Record<ChannelKind, Limits>> = {
  whatsapp: { header: 60, body: 1024, footer: 60 },
  instagram: { header: 200, body: 1000, footer: 200 },
  messenger: { header: 200, body: 2000, footer: 200 },
  facebook: { header: 200, body: 2000, footer: 200 },
  email: { header: 200, body: 4096, footer: 200 },
  web: { header: 200, body: 4096, footer: 200 },
  other: { header: 200, body: 4096, footer: 200 },
}

const PARTS = ['header', 'body', 'footer'] as const

type Found = Omit<TemplateFinding, 'severity'>
const error = (found: Found): TemplateFinding => ({ severity: 'error', ...found })
const warning = (found: Found): TemplateFinding => ({ severity: 'warning', ...found })

/** What is wrong with a template, or may be. Errors keep it from being submitted. */
export function lintTemplate(category: TemplateCategory, document: TemplateDocument): TemplateFinding[] {
  return [
    ...lintVariables(document),
    ...lintLength(document),
    ...lintTone(category, document),
    ...lintOptOut(category, document),
    ...lintFallback(document),
  ]
}

function lintVariables(document: TemplateDocument): TemplateFinding[] {
  const texts = PARTS.map((part) => [part, document[part] ?? ''] as const)
  const names = new Set(texts.flatMap(([, text]) => readVariables(text).map(({ name }) => name)))
  const positions = [...names].filter(isPosition).map(Number)
  const findings: TemplateFinding[] = []
  for (const name of names) {
    if (!Object.hasOwn(document.samples, name))
      findings.push(error(at('variable_without_sample', '/samples', `{${name}} has no sample value`)))
  }
  for (const name of Object.keys(document.samples)) {
    if (!names.has(name))
      findings.push(error(at('sample_without_variable', `/samples/${name}`, `no variable is called ${name}`)))
  }
  if (positions.length > 0 && positions.length < names.size)
    findings.push(error(at('variables_mixed', '/body', 'numbers and names stand side by side: use one kind')))
  if (positions.length > 0 && Math.max(...positions) !== positions.length)
    findings.push(error(at('positions_missing', '/body', 'numbers must run from 1 without a gap')))
  for (const [part, text] of texts) {
    if (hasStrayBraces(text))
      findings.push(error(at('variable_malformed', `/${part}`, 'write {{1}}, {name} or {name|fallback}')))
  }
  return [...findings, ...lintPlaces(document.body)]
}

const isPosition = (name: string) => /^\d/.test(name)
const at = (code: Found['code'], pointer: string, detail: string): Found => ({ code, pointer, detail })

/** Channels refuse what is little more than its variables. */
function lintPlaces(body: string): TemplateFinding[] {
  const variables = readVariables(body)
  const isBare = ({ start, end }: { start: number; end: number }) =>
    body.slice(0, start).trim() === '' || body.slice(end).trim() === ''
  const areAdjacent = variables.some((one, i) => {
    const next = variables[i + 1]
    return next !== undefined && body.slice(one.end, next.start).trim() === ''
  })
  return [
    ...(variables.some(isBare)
      ? [warning(at('variable_at_edge', '/body', 'begins or ends with a variable, which WhatsApp rejects'))]
      : []),
    ...(areAdjacent
      ? [warning(at('variables_adjacent', '/body', 'two variables stand without words between'))]
      : []),
  ]
}

function lintLength(document: TemplateDocument): TemplateFinding[] {
  const filled = renderTemplate(document, document.samples)
  const kinds = document.channels.length === 0 ? (Object.keys(LIMITS) as ChannelKind[]) : document.channels
  return PARTS.flatMap((part) => {
    const length = [...(filled[part] ?? '')].length
    const tight = kinds.filter((kind) => length > LIMITS[kind][part])
    if (tight.length === 0) return []
    const found = at('too_long', `/${part}`, `${length} characters are too many for ${tight.join(', ')}`)
    // Where nobody said for which channels it is, the shortest limit is a hint.
    return [document.channels.length === 0 ? warning(found) : error(found)]
  })
}

const PROMOTION =
  /\b(promoc(?:ao|oes|ion|iones)|promo|oferta|ofertas|desconto|descontos|descuento|descuentos|liquidacao|liquidacion|imperdivel|imperdible|gratis|aproveite|aproveita|aprovecha|compre|compra ya|cupom|cupon|black friday|sale|discount|discounts|offer|offers|free|buy now|deal|deals|coupon|limited time|so hoje|solo hoy)\b/gu

/** What a channel takes for advertising and rejects, or files under a dearer category. */
function lintTone(category: TemplateCategory, { header, body, footer }: TemplateDocument): TemplateFinding[] {
  const text = [header, body, footer].filter((part) => part !== null).join('\n')
  const shouts = (text.match(/!/gu)?.length ?? 0) > 3 || isShouted(text)
  const words = [...new Set(plainWords(text).match(PROMOTION) ?? [])]
  const isPromotion = category !== 'marketing' && (words.length > 0 || /\d\s?%/u.test(text))
  return [
    ...(isPromotion
      ? [
          warning(
            at(
              'too_promotional',
              '/body',
              `sounds like advertising for ${category}: ${[...words, ...(/\d\s?%/u.test(text) ? ['%'] : [])].join(', ')}`,
            ),
          ),
        ]
      : []),
    ...(shouts
      ? [warning(at('too_promotional', '/body', 'shouts: many exclamation marks or capitals'))]
      : []),
  ]
}

function isShouted(text: string): boolean {
  const letters = text.replace(/\{[^}]*\}/gu, '').match(/\p{L}/gu) ?? []
  const capitals = letters.filter((letter) => letter !== letter.toLowerCase())
  return letters.length > 20 && capitals.length / letters.length > 0.5
}

const OPT_OUT_WORD = /\b(sair|pare|parar|descadastrar|baja|salir|stop|unsubscribe|opt out)\b/u

/** Whoever is sent advertising is told how to end it. */
function lintOptOut(
  category: TemplateCategory,
  { body, footer, fallback }: TemplateDocument,
): TemplateFinding[] {
  if (category !== 'marketing') return []
  const says = (text: string) => OPT_OUT_WORD.test(plainWords(text))
  const detail = 'marketing says how to opt out: SAIR, BAJA or STOP'
  return [
    ...(says(`${body}\n${footer ?? ''}`) ? [] : [error(at('opt_out_missing', '/footer', detail))]),
    ...(fallback === null || says(fallback) ? [] : [error(at('opt_out_missing', '/fallback', detail))]),
  ]
}

function lintFallback(document: TemplateDocument): TemplateFinding[] {
  const { fallback, channels, body } = document
  if (fallback === null) {
    return channels.includes('whatsapp')
      ? [
          warning(
            at('fallback_missing', '/fallback', 'WhatsApp may reject or pause it, and then nothing is said'),
          ),
        ]
      : []
  }
  const known = new Set(readVariables(body).map(({ name }) => name))
  const strange = readVariables(fallback).filter(
    ({ name }) => !known.has(name) && !Object.hasOwn(document.samples, name),
  )
  return [
    ...strange.map(({ name }) =>
      error(at('variable_without_sample', '/fallback', `{${name}} has no sample value`)),
    ),
    ...(hasStrayBraces(fallback)
      ? [error(at('variable_malformed', '/fallback', 'write {{1}}, {name} or {name|fallback}'))]
      : []),
  ]
}

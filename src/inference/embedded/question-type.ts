/** What a question wants to know, and what an answer can tell: bits of one number, so that sets compare quickly. */
export const QUESTION_TYPES = [
  'when',
  'where',
  'price',
  'duration',
  'how',
  'can',
  'which',
  'why',
  'who',
] as const

const ASKED: readonly RegExp[] = [
  /\b(quando|cuando|when|que horas?|q horas?|a que hora|what time|horario|ate que|hasta que|until|till|que dias?|what days?|which days?|opening|hours|abre[ms]?|abren|open|fecha[m]?|cierran|close[sd]?)\b/,
  /\b(onde|aonde|cade|donde|adonde|where|endereco|direccion|address|localiza\w*|ubica\w*|located|location|fica|ficam|queda|quedan|bairros?|barrios?|regi(?:ao|oes)|zonas?|areas?)\b/,
  /\b(quanto (?:custa|fica|sai|e|ta|cobra|vale|pago)|cuanto (?:cuesta|sale|vale|cobran|es|pago)|how much|precos?|valor(?:es)?|precios?|prices?|cost[s]?|custa|cuesta|tarifa|taxa|frete|fee[s]?|charge[sd]?|cobra[mn]?|gratis|free|caro|barato)\b/,
  /\b(quanto tempo|cuanto tiempo|how long|demora[mn]?|tarda[n]?|prazo|plazo|quantos dias|cuantos dias|how many days|deadline|chega|llega|arrive[s]?|turnaround)\b/,
  /\b(como|how (?:do|can|to|does|would|should)|de que (?:forma|manera|jeito)|passo a passo|pasos|steps)\b/,
  /\b(posso|pode[ms]?|da para|consigo|puedo|puede[ns]?|se puede|can i|can you|could|may i|aceita[m]?|aceptan?|accept|tem|tienen|hay|have|has|faz(?:em)?|hacen|do you|are you|is there|are there|is it|permitid\w*|allowed)\b/,
  /\b(qual|quais|cual|cuales|which|que tipos?|what kind|what types?|what are|quais sao)\b/,
  /\b(por que|porque|por qe|why|motivo|motivos|reason)\b/,
  /\b(quem|quien|quienes|who)\b/,
]

const TOLD: readonly (RegExp | null)[] = [
  /\b(\d{1,2} ?(?:h|hs|am|pm|horas?)\b|\d{1,2}[:h]\d{2}|segunda|terca|sabado|domingo|lunes|martes|viernes|monday|friday|saturday|sunday|weekday|feriado|holiday)/,
  /\b(rua|avenida|av|praca|bairro|calle|plaza|esquina|barrio|street|st|road|avenue|square|floor|andar|piso|shopping|centro|metro|estacao|estacion|station)\b/,
  /(r\$|us\$|[$€£]|\breais\b|\bpesos\b|\bdolares\b|\beuros?\b|\bpounds?\b|\bgratis\b|\bgratuit\w+|\bfree\b|\bsem custo\b|\bsin costo\b|\d ?%)/,
  /\b\d+ ?(?:dias?|days?|horas?|hours?|minutos?|minutes?|min|semanas?|weeks?|mes(?:es)?|months?)\b/,
  null,
  null,
  null,
  null,
  null,
]

/** The types that a folded text asks for, as bits in the order of QUESTION_TYPES. */
export function typesAsked(folded: string): number {
  return ASKED.reduce((bits, pattern, i) => (pattern.test(folded) ? bits | (1 << i) : bits), 0)
}

/** The types that a folded answer has facts for: times, places, prices, durations. */
export function typesTold(folded: string): number {
  return TOLD.reduce((bits, pattern, i) => (pattern?.test(folded) ? bits | (1 << i) : bits), 0)
}

const NEGATION = /\b(nao|n|nunca|sem|no|nunca|sin|not|never|without|dont|doesnt|cant|isnt|wont|nem|ni)\b/

export function isNegated(folded: string): boolean {
  return NEGATION.test(folded)
}

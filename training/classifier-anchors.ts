import type { Language } from '../src/domain/language.ts'
import { type Row, targets } from './classifier-row.ts'

/** Words that say nothing of any label: a message of one or two of them must score low on all that does harm. */
const SAYING_LITTLE: Readonly<Record<Language, string>> = {
  pt: `sim|não|nao|ok|ta|tá bom|talvez|pode ser|isso|esse|essa|aquele|aquilo|o azul|a preta|o branco|amanhã|hoje|depois|agora|já|ainda não|acho que sim|acho que não|quero|quero sim|não quero|
    eu|você|ele|ela|eles|todos|tudo|nada|ninguém|a mulher|o homem|as meninas|meu marido|minha mãe|meu filho|as crianças|o cachorro|meu gato|dois|três|uma|de novo|mais|menos|aqui|lá|onde|quando|quem|qual|como|por quê|
    espera|peraí|pera|entendi|certo|beleza|combinado|fechado|hum|hmm|ah|ué|eita|nossa|sério|verdade|mentira|vi|não vi|mandei|recebi|cheguei|tô indo|tô aqui|saí|voltei|casa|rua|centro|pix|cartão|dinheiro|preço|valor|tamanho|38|m|g|pp`,
  es: `sí|si|no|ok|dale|vale|quizás|puede ser|eso|ese|esa|aquel|el azul|la negra|el blanco|mañana|hoy|después|ahora|ya|todavía no|creo que sí|creo que no|quiero|sí quiero|no quiero|
    yo|usted|él|ella|ellos|todos|todo|nada|nadie|la mujer|el hombre|las chicas|mi esposo|mi mamá|mi hijo|los niños|el perro|mi gato|dos|tres|una|otra vez|más|menos|aquí|allá|dónde|cuándo|quién|cuál|cómo|por qué|
    espera|espere|entiendo|claro|listo|perfecto|hecho|mmm|ah|uy|en serio|verdad|mentira|lo vi|no lo vi|mandé|recibí|llegué|voy|estoy aquí|salí|volví|casa|calle|centro|efectivo|tarjeta|plata|precio|talla|38|m|l|xs`,
  en: `yes|no|nope|yep|ok|okay|sure|maybe|could be|that|this one|that one|the blue one|the black one|the white one|tomorrow|today|later|now|already|not yet|i think so|i don't think so|i want it|yes please|no thanks|
    me|you|he|she|they|everyone|everything|nothing|nobody|the woman|the man|the girls|my husband|my mum|my son|the kids|the dog|my cat|two|three|one|again|more|less|here|there|where|when|who|which|how|why|
    wait|hold on|got it|right|done|deal|hmm|oh|huh|really|true|liar|saw it|didn't see|sent it|got it thanks|i'm here|on my way|left|came back|home|street|downtown|cash|card|money|price|size|38|m|l|xs`,
}
const REACTIONS =
  '😂|😂😂😂|🤣|😍|❤️|❤️❤️|🔥|🔥🔥|👏👏|🙏|👍|👀|😅|🥹|😭|😢|🤔|💀|💯|🐶|🐱|🌈|🎉|.|...|!!|?|??|@ana|@joao_p|@mike @sarah|👩🏾|👨🏿‍🦱|👳🏽|🧕|🏳️‍🌈|👩🏾|👩🏿|👨🏾|👩‍👧|👩🏽‍🦽|👳🏿|🧕🏽|👭|👬|🕌|✡️|✊🏿|🙌🏾|👏🏿|👍🏾|🤎|🖤|💜|🤢|🤮|🤡|🙈|🐒|🐷|🥴|😡|🙄|🤷🏾‍♀️|🧑🏿‍🍳|👩🏾 👏👏|🏳️‍⚧️|🌈 ❤️|👩🏿❤️|👳🏾 👍'

/** Rows of one or two words and of reactions: no spam, no hate, no danger. */
export function anchorRows(): Row[] {
  const low = targets({ spam: 0, hate: 0, danger: 0 }, 4)
  const split = (list: string) => list.split('|').map((text) => text.trim())
  return (['pt', 'es', 'en'] as const).flatMap((language) =>
    [...split(SAYING_LITTLE[language]), ...split(REACTIONS)].map((text) => ({
      text,
      language,
      set: 'own_anchors',
      group: `anchor:${text}`,
      kind: 'saying_little',
      targets: low,
    })),
  )
}

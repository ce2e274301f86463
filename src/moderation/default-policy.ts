import type { Policy, PolicyRule } from './policy.ts'

/** Floods and links that pretend, as src/moderation/signals tells them; the provider's opinion where there is one. */
const RULES: readonly PolicyRule[] = [
  {
    id: 'flood_with_link',
    when: {
      signals: [
        { signal: 'repetition', aspect: 'near_duplicates', at_least: 1 },
        { signal: 'links', at_least: 0.1 },
      ],
    },
    action: 'hide',
    severity: 'medium',
    guidance: {
      pt: 'Quase o mesmo texto, com link, vem de muitos perfis: parece disparo em massa.',
      es: 'Casi el mismo texto, con enlace, llega de muchos perfiles: parece un envío masivo.',
      en: 'Nearly the same text with a link comes from many profiles: it looks like a mass mailing.',
    },
  },
  {
    id: 'same_link_flood',
    when: { signals: [{ signal: 'repetition', aspect: 'same_link', at_least: 1 }] },
    action: 'hide',
    severity: 'medium',
    guidance: {
      pt: 'O mesmo link vem de muitos perfis. Se for da sua loja, ponha o site na lista de permitidos.',
      es: 'El mismo enlace llega de muchos perfiles. Si es de tu tienda, agrega el sitio a la lista de permitidos.',
      en: 'The same link comes from many profiles. If it is your own, put its site on the allow list.',
    },
  },
  {
    id: 'flood',
    when: {
      signals: [{ signal: 'repetition', aspect: 'near_duplicates', at_least: 1 }],
      // Many people may ask the same; what the knowledge answers is answered to each of them.
      category: ['spam', 'hate', 'needs_human'],
    },
    action: 'quarantine',
    severity: 'medium',
    guidance: {
      pt: 'Muita gente escreve quase a mesma coisa. É uma campanha sua? Libere e crie uma regra para ela.',
      es: 'Mucha gente escribe casi lo mismo. ¿Es una campaña tuya? Libéralo y crea una regla para ella.',
      en: 'Many people write nearly the same. A campaign of your own? Release it and give it a rule.',
    },
  },
  {
    id: 'sender_flood',
    when: { signals: [{ signal: 'repetition', aspect: 'sender_velocity', at_least: 1 }] },
    action: 'quarantine',
    severity: 'low',
    guidance: {
      pt: 'Uma só pessoa escreve muito em pouco tempo. Libere se for apenas pressa.',
      es: 'Una sola persona escribe mucho en poco tiempo. Libéralo si solo es prisa.',
      en: 'One person writes very much in a short time. Release it where they are merely in a hurry.',
    },
  },
  {
    id: 'look_alike_link',
    when: { signals: [{ signal: 'links', aspect: 'look_alike', at_least: 1 }] },
    action: 'quarantine',
    severity: 'high',
    guidance: {
      pt: 'O link imita um site conhecido. Confirme se ninguém honesto mandaria isso.',
      es: 'El enlace imita un sitio conocido. Confírmalo si nadie honesto lo enviaría.',
      en: 'A link that pretends to be a known site. Confirm it where nobody honest would send it.',
    },
  },
  {
    id: 'provider_hate',
    when: { signals: [{ signal: 'provider', aspect: 'hate', at_least: 0.8 }] },
    action: 'quarantine',
    severity: 'high',
    guidance: {
      pt: 'O provedor vê ódio aqui. Confirme se ofende pessoas, não se é só raiva da loja.',
      es: 'El proveedor ve odio aquí. Confírmalo si ofende a personas, no si solo es enojo con la tienda.',
      en: 'The provider sees hate here. Confirm it where it offends people, not where it is anger at the shop.',
    },
  },
]

/** Sensible for a small shop: act where the model is all but certain, hold what merely fired, and contain floods. */
export const DEFAULT_POLICY: Policy = {
  version: 'default-4',
  document: {
    spam: { dm: { review: null, act: 0.9 }, comment: { review: null, act: 0.85 }, languages: {} },
    hate: { dm: { review: null, act: 0.9 }, comment: { review: null, act: 0.8 }, languages: {} },
    protect_known_customers: true,
    unexamined: { images: 'by_text', voice: 'by_text' },
    failed_signal: 'review',
    allowed_hosts: [],
    needs_second_person: false,
    guidance: {
      pt: 'Ódio, spam e golpes não aparecem. Raiva, palavras duras sobre a loja e crítica honesta aparecem. Quem faz uma pergunta de verdade recebe resposta, seja lá o que mais tenha escrito.',
      es: 'El odio, el spam y las estafas no se muestran. El enojo, las palabras duras sobre la tienda y la crítica honesta sí. Quien pregunta algo de verdad recibe respuesta, sea lo que sea que haya escrito además.',
      en: 'Hate, spam and scams are not shown. Anger, harsh words about the shop and honest criticism are. Whoever asks something real is answered, whatever else they wrote.',
    },
    rules: [...RULES],
  },
}

// Display names are what people like to be called, or a shop, a joke, a slogan.
const NO_NAME = new Set(
  `loja lojas shop store pet pets petshop oficial official cliente usuario user admin vendas ventas sales delivery casa
  studio salao clinica restaurante bar cafe doces moda grupo equipe equipo team the los las uma uno dra dr sr sra srta mr
  mrs ms miss don doña dona prof professor professora pastor mae pai papai mamae mama papa vovo amor vida deus dios jesus
  god love promo promocao oferta ofertas gratis free test teste anonimo anonymous unknown desconhecido null undefined
  perfil profile instagram facebook whatsapp meta brasil brazil mexico argentina`.split(/\s+/u),
)

/** The first name to greet with, or null where a display name does not look like a person's. */
export function readFirstName(displayName: string | null): string | null {
  const first = displayName
    ?.normalize('NFC')
    .replace(/[\p{Extended_Pictographic}\p{Cf}\p{M}]/gu, '')
    .trim()
    .split(/\s+/u)[0]
  if (first === undefined || !/^\p{Script=Latin}[\p{Script=Latin}'’-]{1,19}$/u.test(first)) return null
  const plain = first.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  if (NO_NAME.has(plain) || !/[aeiouy]/u.test(plain) || /(.)\1\1/u.test(plain)) return null
  const isOneCase = first === first.toUpperCase() || first === first.toLowerCase()
  return isOneCase ? capitalised(first) : first
}

function capitalised(name: string): string {
  return name.toLowerCase().replace(/(?<=^|-)\p{L}/gu, (letter) => letter.toUpperCase())
}

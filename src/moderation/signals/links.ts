import { normaliseText } from '../../inference/normalise-text.ts'
import type { FoundLink } from '../find-links.ts'
import { type Signal, scored } from './signal.ts'

const SHORTENERS = new Set(
  (
    'bit.ly tinyurl.com t.co goo.gl ow.ly is.gd buff.ly cutt.ly rb.gy shorturl.at encurtador.com.br tiny.cc rebrand.ly ' +
    't.ly v.gd s.id lnkd.in adf.ly bl.ink short.io soo.gd qr.ae trib.al x.gd abre.ai cli.re acesse.one acesse.dev encr.pw'
  ).split(' '),
)

/** Names that scams like to imitate in the places where Recado works. */
const BRANDS =
  'mercadolivre mercadolibre mercadopago correios nubank itau bradesco santander caixa bancodobrasil picpay paypal amazon americanas magazineluiza shopee instagram facebook whatsapp google apple netflix'.split(
    ' ',
  )

/** How much each kind of link says by itself; 1 is a host that pretends to be another. */
const WEIGHTS = { other: 0.2, shortener: 0.6, punycode: 0.8, address: 0.8, login: 0.9, look_alike: 1 }
type Kind = keyof typeof WEIGHTS

/** Links to hosts that the workspace does not trust, by what is odd about them. */
export const links: Signal = {
  name: 'links',
  examine: (_ctx, { links, allowedHosts }) => {
    const kinds = links
      .filter((link) => !isAllowed(link.host, allowedHosts))
      .flatMap((link) => kindsOf(link, allowedHosts))
    return scored('links', Object.fromEntries(kinds.map((kind) => [kind, WEIGHTS[kind]])))
  },
}

/** Whether a host is one that the workspace trusts, or below one. */
export function isAllowed(host: string, allowedHosts: readonly string[]): boolean {
  return allowedHosts.some((allowed) => host === allowed || host.endsWith(`.${allowed}`))
}

function kindsOf(link: FoundLink, allowedHosts: readonly string[]): Kind[] {
  const kinds: Kind[] = ['other']
  if (SHORTENERS.has(link.host)) kinds.push('shortener')
  if (link.host.includes('xn--')) kinds.push('punycode')
  if (/^[\d.]+$|^\[/u.test(link.host)) kinds.push('address')
  if (link.hasLogin) kinds.push('login')
  if (isLookAlike(link, allowedHosts)) kinds.push('look_alike')
  return kinds
}

/**
 * A host one of whose labels reads like a trusted host's or a brand's and is not: with another script's letters, digits
 * for letters, or the brand's name with something glued to it (`correios-entrega.top`).
 */
function isLookAlike({ shown }: FoundLink, allowedHosts: readonly string[]): boolean {
  const own = allowedHosts.map((host) => host.split('.')[0]!).filter((name) => name.length >= 4)
  const labels = shown.split('.').slice(0, -1)
  return labels.some((label) => {
    const read = skeleton(label)
    const imitated = [...own, ...BRANDS].find((name) => skeleton(name) === read)
    if (imitated !== undefined) return label !== imitated
    return (
      label.includes('-') && BRANDS.some((name) => read.startsWith(`${name}-`) || read.endsWith(`-${name}`))
    )
  })
}

/** Letters as the eye takes them: accents and other scripts folded, and digits read as the letters that they imitate. */
function skeleton(label: string): string {
  return normaliseText(label)
    .text.replaceAll('0', 'o')
    .replaceAll('3', 'e')
    .replaceAll('4', 'a')
    .replaceAll('5', 's')
    .replace(/[1l|]/gu, 'i')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
}

import { isIP } from 'node:net'
import { AppError } from '../errors.ts'
import { isPublicAddress } from './public-address.ts'

export type UrlCheck =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly reason: 'url_refused' | 'address_refused'; readonly detail: string }

/** Answers the addresses of a host name; throws where it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>

const RESOLVE_MS = 2000

/**
 * Reads an endpoint's URL as far as the text tells: http or https, no credentials, and no literal address of the own
 * network. The URL parser turns every odd spelling (`127.1`, `2130706433`, `0x7f.1`) into the usual one first.
 */
export function checkUrl(text: string, allowsPrivate: boolean): UrlCheck {
  const url = URL.parse(text)
  if (url === null) return { ok: false, reason: 'url_refused', detail: 'is not a URL' }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { ok: false, reason: 'url_refused', detail: 'must begin with http:// or https://' }
  }
  if (url.username !== '' || url.password !== '') {
    return { ok: false, reason: 'url_refused', detail: 'must carry no user name and no password' }
  }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowsPrivate && isIP(host) !== 0 && !isPublicAddress(host)) return OWN_NETWORK
  return { ok: true, url }
}

/**
 * What a person who sets a URL is told at once. A name that does not resolve now is let through: every attempt checks
 * the address that it connects to again. Throws `invalid_request` with the pointer `/url`.
 */
export async function assertUrl(text: string, allowsPrivate: boolean, resolve: Resolve): Promise<void> {
  const check = checkUrl(text, allowsPrivate)
  if (!check.ok) throw refusal(check.detail)
  if (allowsPrivate) return
  const addresses = await resolveSoon(check.url.hostname, resolve)
  if (addresses.some((address) => !isPublicAddress(address))) throw refusal(OWN_NETWORK.detail)
}

const OWN_NETWORK = {
  ok: false,
  reason: 'address_refused',
  detail:
    'names an address that is not of the public internet; the operator allows those by WEBHOOK_ALLOW_PRIVATE=on',
} as const

function refusal(detail: string): AppError {
  return new AppError('invalid_request', `The URL ${detail}`, { errors: [{ pointer: '/url', detail }] })
}

async function resolveSoon(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) return [host]
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<readonly string[]>((done) => {
    timer = setTimeout(done, RESOLVE_MS, [])
  })
  const resolved = resolve(host).catch(() => [])
  return Promise.race([resolved, tooLate]).finally(() => clearTimeout(timer))
}

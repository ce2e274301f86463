import { domainToUnicode } from 'node:url'

/** A link as a browser would open it. */
export interface FoundLink {
  /** As it stands in the text. */
  readonly written: string
  /** In ASCII: what the network sees. */
  readonly host: string
  /** As people read it. */
  readonly shown: string
  /** Host and path, by which two links are the same. */
  readonly target: string
  readonly hasLogin: boolean
}

// Without a scheme, a dot between words is a link only before one of these endings.
const ENDINGS =
  'com|net|org|br|mx|ar|cl|co|pe|uy|py|bo|ec|es|pt|us|uk|de|fr|it|eu|io|app|dev|me|ly|gg|to|tv|cc|biz|info|shop|store|' +
  'loja|site|online|xyz|link|club|top|vip|live|page|web|tech|cloud|ai|pro|blog|news|click|win|example|test|ru|cn|in'
// Repeats are bounded, so that no text makes the search slow.
const LINK = new RegExp(
  `https?:\\/\\/[^\\s<>"'“”\`]{1,2048}|(?<![\\p{L}\\p{N}@._-])(?:[\\p{L}\\p{N}-]{1,63}\\.){1,6}(?:${ENDINGS})(?![\\p{L}\\p{N}-])(?:[/?#][^\\s<>"'“”\`]{0,2048})?`,
  'giu',
)
const MOST_LINKS = 20

/** The links of a text, each once, in order. */
export function findLinks(text: string): FoundLink[] {
  const found = new Map<string, FoundLink>()
  for (const [match] of text.matchAll(LINK)) {
    const link = readLink(match)
    if (link !== null) found.set(link.target, link)
    if (found.size === MOST_LINKS) break
  }
  return [...found.values()]
}

function readLink(match: string): FoundLink | null {
  const address = match.replace(/[.,;:!?…)\]}*_~]+$/u, '')
  try {
    const url = new URL(/^https?:/iu.test(address) ? address : `https://${address}`)
    const host = url.hostname.replace(/^www\./u, '').replace(/\.$/u, '')
    return {
      written: match,
      host,
      shown: domainToUnicode(host) || host,
      target: `${host}${url.pathname.replace(/\/+$/u, '')}`,
      hasLogin: url.username !== '',
    }
  } catch {
    return null
  }
}

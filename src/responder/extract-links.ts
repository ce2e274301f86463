import { type Fact, takeOut } from './fact.ts'

// Endings that make bare words with a dot a link. Without a scheme anything else may be a missing space after a full stop.
const ENDINGS =
  'com|net|org|br|mx|ar|cl|co|pe|uy|py|bo|ec|ve|cr|pa|do|es|pt|us|uk|de|fr|it|eu|io|app|dev|me|ly|gg|to|tv|cc|biz|info|' +
  'shop|store|loja|site|online|xyz|link|club|top|vip|live|page|web|tech|cloud|ai|pro|blog|news|click|win|example|test|ru|cn|in'

const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu
const LINK = new RegExp(
  `(?:https?:\\/\\/|www\\.)[^\\s<>"'“”\`]+|(?<![\\p{L}\\p{N}@.-])(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?[.。])+(?:${ENDINGS})(?![\\p{L}\\p{N}-])(?::\\d+)?(?:[/?#][^\\s<>"'“”\`]*)?`,
  'giu',
)
const SPOKEN = new RegExp(
  `(?<![\\p{L}\\p{N}])([\\p{L}\\p{N}-]{2,63})\\s{0,3}(?:\\(|\\[)?\\s{0,3}(?:dot|ponto|punto)\\s{0,3}(?:\\)|\\])?\\s{0,3}(${ENDINGS})(?![\\p{L}\\p{N}])`,
  'giu',
)
const HANDLE = /(?<![\p{L}\p{N}._/@-])@[\p{L}\p{N}_][\p{L}\p{N}_.]{1,28}[\p{L}\p{N}_]/giu

/** Takes links, e-mail addresses and handles out of a text, before its letters are folded: a look-alike must stay one. */
export function extractLinks(text: string, facts: Fact[]): string {
  let rest = takeOut(text, EMAIL, ([match]) => {
    facts.push({ kind: 'email', value: match!.toLowerCase() })
    return true
  })
  rest = takeOut(rest, LINK, ([match]) => pushLink(facts, match!))
  rest = takeOut(rest, SPOKEN, ([, name, ending]) => pushLink(facts, `${name}.${ending}`))
  return takeOut(rest, HANDLE, ([match]) => {
    facts.push({ kind: 'handle', value: match!.toLowerCase() })
    return true
  })
}

/** Compared as a browser would open it: the host in ASCII, its path, query and fragment. */
function pushLink(facts: Fact[], match: string): boolean {
  const address = match.replace(/(?<![.,;:!?…)\]}*_~])[.,;:!?…)\]}*_~]+$/u, '')
  try {
    const url = new URL(/^https?:/iu.test(address) ? address : `https://${address}`)
    const host = url.host.replace(/^www\./u, '').replace(/\.$/u, '')
    const login = url.username === '' ? '' : `${url.username}@`
    facts.push({ kind: 'link', host: `${login}${host}`, path: pathOf(url) })
  } catch {
    // No browser opens it, but nobody wrote it in an entry like this either.
    facts.push({ kind: 'link', host: address.toLowerCase(), path: '' })
  }
  return true
}

function pathOf(url: URL): string {
  return `${url.pathname.replace(/\/+$/u, '')}${url.search}${url.hash}`
}

import { isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context as PageContext } from 'hono'
import type { ConsoleEnv } from './console-env.ts'
import { ADDRESS_HEADER, type GetSignIn, SIGN_IN_PATH } from './open-sign-in.ts'

export const FAULTS = ['wrong', 'tooMany', 'noMember', 'failed'] as const
export type Fault = (typeof FAULTS)[number]

/** Null once somebody is in; their cookies are then set. */
export async function enter(
  c: PageContext<ConsoleEnv>,
  getSignIn: GetSignIn,
  email: string,
  password: string,
): Promise<Fault | null> {
  const answer = await ask(c, getSignIn, '/sign-in/email', { email, password })
  if (answer.status === 429) return 'tooMany'
  if (!answer.ok) return answer.status < 500 ? 'wrong' : 'failed'
  relayCookies(c, answer)
  return null
}

/** Asks the library as a browser would, so that its rate limit and its origin check hold. */
export async function ask(
  c: PageContext<ConsoleEnv>,
  getSignIn: GetSignIn,
  path: string,
  body: unknown,
): Promise<Response> {
  const url = new URL(`${SIGN_IN_PATH}${path}`, c.req.url)
  const headers = new Headers({ 'content-type': 'application/json' })
  for (const name of ['cookie', 'origin', 'user-agent', 'accept-language']) {
    const value = c.req.header(name)
    if (value !== undefined) headers.set(name, value)
  }
  if (!headers.has('origin')) headers.set('origin', url.origin)
  return (await getSignIn()).handler(
    withAddress(c, new Request(url, { method: 'POST', headers, body: JSON.stringify(body) })),
  )
}

export function withAddress(c: PageContext<ConsoleEnv>, request: Request): Request {
  const headers = new Headers(request.headers)
  headers.set(ADDRESS_HEADER, c.get('address'))
  return new Request(request, { headers })
}

/**
 * What the outermost of the trusted proxies was asked from: they add on the right, and what stands left of it anybody may
 * have written. Without proxies the other end of the connection; requests that came by none, as in tests, share one address.
 */
export function addressOf(c: PageContext, trustedProxies: number): string {
  const forwarded = c.req.header('x-forwarded-for')?.split(',') ?? []
  const named = trustedProxies === 0 ? '' : (forwarded.at(-trustedProxies)?.trim() ?? '')
  if (isIP(named) !== 0) return named
  try {
    return getConnInfo(c).remote.address ?? '127.0.0.1'
  } catch {
    return '127.0.0.1'
  }
}

export function relayCookies(c: PageContext, answer: Response): void {
  for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
}

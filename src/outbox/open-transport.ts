import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'
import { Agent, request } from 'undici'
import { isPublicAddress } from './public-address.ts'
import { readRetryAfter } from './retry-schedule.ts'
import { checkUrl } from './webhook-url.ts'

export type FailureCode =
  | 'timeout'
  | 'redirect_refused'
  | 'address_refused'
  | 'url_refused'
  | 'gone'
  | 'status_refused'
  | 'dns_failed'
  | 'connect_failed'
  | 'tls_failed'
  | 'network_failed'

export type PostResult =
  | { readonly kind: 'delivered'; readonly status: number }
  | {
      readonly kind: 'failed'
      readonly code: FailureCode
      readonly status: number | null
      readonly retryAfterMs: number | null
    }
  /** Given up by this process, which is stopping; whether it arrived is not known. */
  | { readonly kind: 'aborted' }

export interface Post {
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** Posts to the outside. It keeps connections open, so its owner closes it. */
export interface Transport {
  post(post: Post, now: Date, stopping?: AbortSignal): Promise<PostResult>
  close(): Promise<void>
}

type Lookup = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

interface TransportOptions {
  readonly allowsPrivate: boolean
  readonly timeoutMs?: number
  readonly lookup?: Lookup
}

const TIMEOUT_MS = 20_000
const CONNECT_MS = 10_000
/** What of an answer is read, and thrown away, so that its connection can be used again. */
const DUMP_BYTES = 16_384
const DUMP_MS = 1000

/** Follows no redirect, and refuses addresses of the own network at the moment of connecting. */
export function openTransport(options: TransportOptions): Transport {
  const lookup = options.lookup ?? systemLookup
  const agent = new Agent({
    connect: { timeout: CONNECT_MS, lookup: guardLookup(lookup, options.allowsPrivate) },
  })
  return {
    async post(post, now, stopping) {
      const check = checkUrl(post.url, options.allowsPrivate)
      if (!check.ok) return failed(check.reason)
      const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS)
      const signal = stopping === undefined ? timeout : AbortSignal.any([timeout, stopping])
      try {
        return await send(agent, check.url, post, now, signal)
      } catch (error) {
        if (stopping?.aborted) return { kind: 'aborted' }
        return failed(timeout.aborted ? 'timeout' : codeOf(error))
      }
    },
    close: () => agent.destroy(),
  }
}

async function send(agent: Agent, url: URL, post: Post, now: Date, signal: AbortSignal): Promise<PostResult> {
  const { statusCode, headers, body } = await request(url, {
    dispatcher: agent,
    method: 'POST',
    headers: post.headers,
    body: post.body,
    signal,
  })
  // The status is the whole answer: a body that ends badly changes nothing.
  await body
    .dump({ limit: DUMP_BYTES, signal: AbortSignal.any([signal, AbortSignal.timeout(DUMP_MS)]) })
    .catch(() => {})
  if (statusCode >= 200 && statusCode < 300) return { kind: 'delivered', status: statusCode }
  return {
    kind: 'failed',
    code: statusCode === 410 ? 'gone' : statusCode < 400 ? 'redirect_refused' : 'status_refused',
    status: statusCode,
    retryAfterMs: readRetryAfter(headers['retry-after'], now),
  }
}

/** Checks the very addresses that the socket is then opened to, so a name that changes its mind gains nothing. */
function guardLookup(lookup: Lookup, allowsPrivate: boolean) {
  return (
    host: string,
    options: LookupOptions,
    done: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, [])
      const first = addresses[0]
      const isAllowed = allowsPrivate || addresses.every(({ address }) => isPublicAddress(address))
      if (first === undefined || !isAllowed) {
        return done(new AddressRefusedError(), [])
      }
      if (options.all === true) return done(null, addresses)
      return done(null, first.address, first.family)
    })
  }
}

class AddressRefusedError extends Error {
  override name = 'AddressRefusedError'
  readonly code = 'ADDRESS_REFUSED'
  constructor() {
    super('The host has an address that is not of the public internet')
  }
}

const CODES: Record<string, FailureCode> = {
  ADDRESS_REFUSED: 'address_refused',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'dns_failed',
  EAI_AGAIN: 'dns_failed',
  ECONNREFUSED: 'connect_failed',
  EHOSTUNREACH: 'connect_failed',
  ENETUNREACH: 'connect_failed',
}

function codeOf(error: unknown): FailureCode {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/CERT|TLS|SSL|SIGNATURE/.test(code)) return 'tls_failed'
  return CODES[code] ?? 'network_failed'
}

function failed(code: FailureCode): PostResult {
  return { kind: 'failed', code, status: null, retryAfterMs: null }
}

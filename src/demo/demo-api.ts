import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors.ts'

const MOST_REFUSALS = 20

/** The API of a running server, as the demo uses it. */
export interface DemoApi {
  /** `tookMs` is of the request that was let through, not of those refused before it. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly retryAfterS: number
  readonly tookMs: number
}

/** Speaks to the server at `address`; a 429 is obeyed. Throws `unavailable` where nothing answers there. */
export function openDemoApi(
  address: string,
  key: string,
  wait: (ms: number) => Promise<unknown> = sleep,
): DemoApi {
  return {
    async request(method, path, body, headers = {}) {
      const init = {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }
      for (let refusals = 0; ; refusals += 1) {
        const answer = await send(new URL(path, address), init)
        if (answer.status !== 429 || refusals === MOST_REFUSALS) return answer
        await wait(answer.retryAfterS * 1000)
      }
    },
  }
}

async function send(url: URL, init: RequestInit): Promise<Answer> {
  const startedAt = performance.now()
  try {
    const response = await fetch(url, init)
    const text = await response.text()
    return {
      status: response.status,
      body: (response.headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : text,
      retryAfterS: Math.max(1, Number(response.headers.get('retry-after')) || 1),
      tookMs: performance.now() - startedAt,
    }
  } catch (error) {
    throw new AppError('unavailable', `No Recado answers at ${url.origin}`, { cause: error })
  }
}

/** What went wrong, from a problem+json body or whatever came instead. */
export function explainAnswer({ status, body }: Answer): string {
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : ''
  return `${status}${detail === '' ? '' : `: ${detail}`}`
}

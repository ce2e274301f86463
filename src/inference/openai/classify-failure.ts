import type { ChatFailure } from '../chat-model.ts'

/** Waiting longer for a customer's answer is worse than giving the message to a person. */
const LONGEST_WAIT_MS = 5_000

const UNREACHABLE_CODE =
  /^(?:ECONN|ENOTFOUND|EAI_|EPIPE|EHOST|ENET|ETIMEDOUT|UND_ERR|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED)/u
const INPUT_REFUSED = new Set([400, 413, 422])
const TIMED_OUT = new Set(['TimeoutError', 'AbortError', 'APIConnectionTimeoutError', 'APIUserAbortError'])

/** Which of the known failures an error of the client is, from its status, name and codes; its message is never read. */
export function classifyFailure(error: unknown): ChatFailure {
  const chain = causesOf(error)
  if (chain.some((cause) => TIMED_OUT.has(nameOf(cause)))) return 'provider_timeout'
  const status = statusOf(error)
  if (status === 429) return 'provider_rate_limited'
  if (status === 408 || status === 504) return 'provider_timeout'
  if (status !== null) return 'provider_error'
  const isUnreachable = chain.some(
    (cause) => UNREACHABLE_CODE.test(codeOf(cause)) || nameOf(cause) === 'APIConnectionError',
  )
  return isUnreachable ? 'provider_unreachable' : 'provider_invalid_output'
}

/** How long to wait before asking again, in ms; null where it would be too long or would not help. */
export function retryDelayMs(error: unknown, defaultMs: number): number | null {
  const status = statusOf(error)
  // A wrong key, model or request, and a spent budget, stay what they are.
  if (status !== null && status < 500 && status !== 429 && status !== 409) return null
  if (codeOf(error) === 'insufficient_quota') return null
  const wished = retryAfterMs(error)
  if (wished === null) return defaultMs
  return wished <= LONGEST_WAIT_MS ? wished : null
}

/** Whether the provider refuses what it was given, rather than whoever gives it or at that moment: too long, or not allowed. */
export function isInputRefused(error: unknown): boolean {
  return INPUT_REFUSED.has(statusOf(error) ?? 0)
}

function retryAfterMs(error: unknown): number | null {
  const headers = property(error, 'headers')
  const seconds = headers instanceof Headers ? headers.get('retry-after') : null
  if (seconds === null || !/^\d+(?:\.\d+)?$/u.test(seconds)) return null
  return Number(seconds) * 1000
}

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let cause = error; cause !== undefined && chain.length < 5; cause = property(cause, 'cause'))
    chain.push(cause)
  return chain
}

/** The class counts too: the client's errors are all called “Error”. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return error.name === 'Error' ? error.constructor.name : error.name
}

function statusOf(error: unknown): number | null {
  const status = property(error, 'status')
  return typeof status === 'number' ? status : null
}

function codeOf(error: unknown): string {
  const code = property(error, 'code')
  return typeof code === 'string' ? code : ''
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined
}

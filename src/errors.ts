/** Every expected error code; src/api/problem.ts maps each to an HTTP status. */
export type ErrorCode =
  | 'invalid_request'
  | 'malformed_json'
  | 'unsupported_media_type'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'claim_lost'
  | 'not_eligible'
  | 'opted_out'
  | 'gate_not_met'
  | 'precondition_failed'
  | 'too_large'
  | 'rate_limited'
  | 'idempotency_mismatch'
  | 'idempotency_in_flight'
  | 'unavailable'
  | 'not_configured'
  | 'data_locked'
  | 'secret_unreadable'
  | 'model_corrupt'
  | 'provider_failed'

/** One fault of the input, by JSON pointer. */
export interface FieldError {
  readonly pointer: string
  readonly detail: string
}

/** An error somebody can act on: a stable code and a message that says what was tried. */
export class AppError extends Error {
  override name = 'AppError'
  readonly code: ErrorCode
  readonly errors: readonly FieldError[]
  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { errors?: readonly FieldError[] } = {},
  ) {
    super(message, options)
    this.code = code
    this.errors = options.errors ?? []
  }
}

export class NotFoundError extends AppError {
  override name = 'NotFoundError'
  constructor(what: string, id: string) {
    super('not_found', `There is no ${what} ${JSON.stringify(id)} in this workspace`)
  }
}

/** A failed call that may succeed later. `retryAfterMs` is the other side's own wish, where it named one. */
export class RetryableError extends Error {
  override name = 'RetryableError'
  readonly retryAfterMs: number | undefined
  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(message, options)
    this.retryAfterMs = options.retryAfterMs
  }
}

/**
 * What a log may say of an error: its name, the code of its deepest cause, and where it happened. Never its message: a
 * failed query quotes its parameters, which are what customers wrote.
 */
export function nameError(error: unknown): { name: string; code: string | null; at: string[] } {
  if (!(error instanceof Error)) return { name: 'unknown', code: null, at: [] }
  let code: string | null = null
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && cause.code !== undefined) code = String(cause.code)
  }
  // The stack begins with the message, whose own lines may look like frames.
  const stack = error.stack ?? ''
  const start = stack.indexOf(error.message)
  const frames = start === -1 ? '' : stack.slice(start + error.message.length)
  const at = frames.split('\n').filter((line) => line.startsWith('    at '))
  return { name: error.name, code, at: at.slice(0, 8).map((line) => line.trim()) }
}

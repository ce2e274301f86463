/** What `/readyz` answers from: each part is ok, still starting, or draining on the way down. */
export interface Readiness {
  database: CheckState
  migrations: CheckState
  models: CheckState
  queue: CheckState
  /** Requests being answered now: the database stays open for them. */
  requests: number
}
export type CheckState = 'ok' | 'starting' | 'draining' | 'failed'

export function newReadiness(): Readiness {
  return { database: 'starting', migrations: 'starting', models: 'starting', queue: 'starting', requests: 0 }
}

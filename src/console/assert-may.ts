import { hasScope, type Scope } from '../access/scopes.ts'
import { AppError } from '../errors.ts'
import type { Visit } from './console-env.ts'

/** Throws `forbidden` where the visitor's role lacks the scope. */
export function assertMay(visit: Pick<Visit, 'scopes'>, scope: Scope): void {
  if (!hasScope(visit.scopes, scope)) throw new AppError('forbidden', `This needs the scope ${scope}`)
}

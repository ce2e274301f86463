import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'

/**
 * Only a member decides in the second place, and none who had a hand in the first. All keys of a member act as that
 * member, so that a second key makes nobody a second person. Throws `forbidden`.
 */
export function assertOtherPerson({ actor }: Caller, earlier: readonly string[]): void {
  if (actor.kind !== 'member') {
    throw new AppError('forbidden', 'This needs a key that belongs to a member: a key alone is no person')
  }
  if (earlier.includes(actor.id)) {
    throw new AppError('forbidden', 'Somebody else has to decide this: you had a hand in it')
  }
}

import { AppError } from '../errors.ts'
import type { Caller } from './actor.ts'

/** Some things only a member decides: a key that belongs to nobody is no person. Throws `forbidden`. */
export function assertPerson({ actor }: Caller): void {
  if (actor.kind !== 'member') {
    throw new AppError('forbidden', 'This needs a key that belongs to a member: a key alone is no person')
  }
}

/**
 * Only a member decides in the second place, and none who had a hand in the first. All keys of a member act as that
 * member, so that a second key makes nobody a second person. Throws `forbidden`.
 */
export function assertOtherPerson(caller: Caller, earlier: readonly string[]): void {
  assertPerson(caller)
  if (earlier.includes(caller.actor.id)) {
    throw new AppError('forbidden', 'Somebody else has to decide this: you had a hand in it')
  }
}

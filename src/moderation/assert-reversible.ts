import { REVERSIBLE_MS } from '../domain/moderation-decision.ts'
import { AppError } from '../errors.ts'
import type { DecisionRow } from './write-decision.ts'

/**
 * Throws `conflict` for a decision of more than 30 days ago. To hold a message decides nothing yet: it waits for a person
 * however long that takes, and whatever then keeps it away is a decision of its own.
 */
export function assertReversible(
  decision: Pick<DecisionRow, 'id' | 'action' | 'created_at'>,
  now: Date,
): void {
  if (decision.action === 'quarantine') return
  if (now.getTime() - decision.created_at.getTime() > REVERSIBLE_MS) {
    throw new AppError('conflict', `${decision.id} is older than 30 days and stays`)
  }
}

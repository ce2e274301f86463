import { and, asc, eq, gt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { webhookEndpoints } from '../db/schema.ts'
import type { Keyring } from './keyring.ts'
import { isCurrent, isSealed, openSecret, type SecretPlace, sealSecret } from './seal-secret.ts'

const BATCH = 200

/**
 * Seals with the current key whatever secret stands in plain or under an older key, and opens every other one, so that a
 * wrong key shows now. Answers how many were sealed. It may be cut off anywhere and run again, and by several processes.
 * Throws `secret_unreadable`.
 */
export async function resealSecrets(ctx: { readonly db: Db; readonly keyring: Keyring }): Promise<number> {
  let sealed = 0
  for (let after = ''; ; ) {
    const rows = await ctx.db
      .select({
        id: webhookEndpoints.id,
        secret: webhookEndpoints.secret,
        previous_secret: webhookEndpoints.previous_secret,
      })
      .from(webhookEndpoints)
      .where(gt(webhookEndpoints.id, after))
      .orderBy(asc(webhookEndpoints.id))
      .limit(BATCH)
    for (const row of rows) {
      for (const column of ['secret', 'previous_secret'] as const) {
        const value = row[column]
        if (value === null) continue
        const fresh = reseal(ctx.keyring, endpointSecret(row.id, column), value)
        if (fresh === null) continue
        await ctx.db
          .update(webhookEndpoints)
          .set({ [column]: fresh })
          // A rotation in between has sealed a newer one.
          .where(and(eq(webhookEndpoints.id, row.id), eq(webhookEndpoints[column], value)))
        sealed += 1
      }
    }
    if (rows.length < BATCH) return sealed
    after = rows.at(-1)!.id
  }
}

/** Where a webhook endpoint's secret stands. */
export function endpointSecret(rowId: string, column: 'secret' | 'previous_secret'): SecretPlace {
  return { table: 'webhook_endpoints', column, rowId }
}

/** Null where it is sealed with the current key already. */
function reseal(keyring: Keyring, place: SecretPlace, value: string): string | null {
  if (!isSealed(value)) return sealSecret(keyring, place, value)
  const secret = openSecret(keyring, place, value)
  return isCurrent(keyring, value) ? null : sealSecret(keyring, place, secret)
}

import { Webhook } from 'standardwebhooks'
import type { Keyring } from '../secrets/keyring.ts'
import { endpointSecret } from '../secrets/reseal-secrets.ts'
import { openSecret } from '../secrets/seal-secret.ts'
import type { OwedDelivery } from './claim-deliveries.ts'
import type { Post } from './open-transport.ts'
import { writeBody } from './write-body.ts'

/**
 * The request of one attempt, signed as Standard Webhooks asks. `webhook-id` is the event's id, the same at every
 * attempt; after a rotation the old secret signs too, for as long as it holds.
 */
export function signDelivery(keyring: Keyring, owed: OwedDelivery, now: Date): Post {
  const body = writeBody(owed.event)
  const { id, previousSecret, previousSecretUntil } = owed.endpoint
  const isOverlap = previousSecret !== null && previousSecretUntil !== null && previousSecretUntil > now
  const secret = openSecret(keyring, endpointSecret(id, 'secret'), owed.endpoint.secret)
  const secrets = isOverlap
    ? [secret, openSecret(keyring, endpointSecret(id, 'previous_secret'), previousSecret)]
    : [secret]
  return {
    url: owed.endpoint.url,
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'recado',
      'webhook-id': owed.event.id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': secrets.map((key) => new Webhook(key).sign(owed.event.id, now, body)).join(' '),
    },
  }
}

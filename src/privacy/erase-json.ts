/** What stands where something was erased. */
export const ERASED = 'erased'

/** What a text becomes. */
export type Replace = (text: string) => string

/**
 * Keys whose values are codes of Recado's own. Whatever stands under any other key may be a person's words, so a new field is
 * erased until it is named here.
 */
const CODE_KEYS = new Set([
  ...['action', 'category', 'cause', 'channel_id', 'classifier', 'code', 'direction', 'disposition'],
  ...['embedder', 'failure', 'failures', 'from_status', 'kind', 'label', 'labels', 'language', 'mode'],
  ...['next_action', 'policy', 'priority', 'prompt', 'queue', 'ranker', 'reasons', 'required_skills'],
  ...[
    'outcome',
    'rating',
    'route',
    'rule',
    'severity',
    'signal',
    'state',
    'status',
    'surface',
    'tag',
    'tier',
    'to_status',
    'type',
    'unsure',
  ],
])
const CODE = /^[a-z0-9][a-zA-Z0-9_.:+-]{0,99}$/
/** An id that Recado gave. */
const OWN_ID = /^[a-z]{2,8}_[0-9a-f]{32}$/
const ACTOR_KEYS = new Set(['reviewed_by', 'decided_by', 'held_by', 'released_by', 'claimed_by', 'member_id'])
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/**
 * JSON in which every string is replaced, but ids of Recado's own, instants, and codes under keys that are known to hold
 * codes. Its shape, its numbers and its truth values stay, so that whoever reads it still can.
 */
export function eraseJson(value: unknown, replace: Replace, key = ''): unknown {
  if (typeof value === 'string') return isKept(value, key) ? value : replace(value)
  if (Array.isArray(value)) return value.map((item) => eraseJson(item, replace, key))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, eraseJson(inner, replace, name)]),
  )
}

function isKept(value: string, key: string): boolean {
  if (value === '' || value === ERASED || OWN_ID.test(value)) return true
  if (INSTANT.test(value)) return /(_at|_until|_since)$/.test(key)
  if (ACTOR_KEYS.has(key)) return /^[a-z_-]{1,30}$/.test(value)
  return CODE_KEYS.has(key) && CODE.test(value)
}

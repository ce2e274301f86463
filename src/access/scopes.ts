import { AppError } from '../errors.ts'

/** What a key may do; `*` may do everything in its workspace. */
export const SCOPES = [
  '*',
  'classify',
  'messages:read',
  'messages:write',
  'threads:read',
  'threads:write',
  /** Gives threads to a member or a queue. */
  'threads:assign',
  /** Takes a thread from whoever holds it. */
  'threads:force',
  /** Sees personal data in threads as it was written; without it, placeholders. */
  'personal_data:read',
  'drafts:read',
  'drafts:write',
  'kb:read',
  'kb:write',
  'broadcasts:read',
  /** Plans broadcasts and reports what became of them. */
  'broadcasts:write',
  /** Lets them begin, and ends them. */
  'broadcasts:send',
  'channels:read',
  'channels:write',
  /** Lets a channel answer by itself before its gate is met. */
  'channels:override',
  'moderation:read',
  'moderation:write',
  'reports:read',
  /** Replays, backtests, shadow agreement and samples. */
  'qa:read',
  'qa:write',
  'sla:read',
  'sla:write',
  'queues:read',
  'queues:write',
  'routing:read',
  'routing:write',
  'rules:read',
  'rules:write',
  'contacts:write',
  'templates:read',
  'templates:write',
  'templates:approve',
  'quick_replies:write',
  'members:read',
  'members:write',
  /** Says that oneself is there; of others it takes members:write. */
  'members:presence',
  'policies:approve',
  'appeals:read',
  'appeals:write',
  'events:read',
  'webhooks:read',
  'webhooks:write',
  'keys:read',
  'keys:write',
  'workspaces:read',
  'workspaces:write',
  'privacy:read',
  'privacy:write',
  'exports:read',
  /** Asks to take data out in bulk, and fetches what somebody else approved. */
  'exports:write',
  'exports:approve',
  'audit:read',
] as const
export type Scope = (typeof SCOPES)[number]

export function hasScope(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.includes('*') || scopes.includes(needed)
}

/** Placeholders for everybody, what was written only for some. Throws `forbidden`. */
export function assertMayShow(isShown: boolean, scopes: readonly Scope[]): void {
  if (isShown && !hasScope(scopes, 'personal_data:read'))
    throw new AppError('forbidden', 'This key may not see personal data: it lacks personal_data:read')
}

/** What is older than the active period of the retention policy is for some alone. Throws `forbidden`. */
export function assertMayReadArchive(isArchived: boolean, scopes: readonly Scope[]): void {
  if (isArchived && !hasScope(scopes, 'privacy:read'))
    throw new AppError('forbidden', 'This is archived, and this key lacks privacy:read')
}

/** Nobody makes a key or a member that may do more than themselves. Throws `forbidden`. */
export function assertMayGrant(own: readonly Scope[], wanted: readonly Scope[]): void {
  const missing = wanted.filter((scope) => !hasScope(own, scope))
  if (missing.length > 0) throw new AppError('forbidden', `This key cannot grant ${missing.join(', ')}`)
}

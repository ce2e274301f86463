/** What a key may do; `*` may do everything in its workspace. */
export const SCOPES = [
  '*',
  'classify',
  'messages:read',
  'messages:write',
  'threads:read',
  'threads:write',
  'drafts:read',
  'drafts:write',
  'kb:read',
  'kb:write',
  'channels:read',
  'channels:write',
  'moderation:read',
  'moderation:write',
  'sla:read',
  'sla:write',
  'events:read',
  'webhooks:read',
  'webhooks:write',
  'keys:read',
  'keys:write',
  'workspaces:read',
  'workspaces:write',
  'audit:read',
] as const
export type Scope = (typeof SCOPES)[number]

export function hasScope(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.includes('*') || scopes.includes(needed)
}

import type { MemberRole } from '../domain/member.ts'
import { hasScope, type Scope } from './scopes.ts'

/** Every member reads what the work is about and says whether they are there. */
const EVERYONE = [
  'messages:read',
  'threads:read',
  'drafts:read',
  'kb:read',
  'templates:read',
  'channels:read',
  'queues:read',
  'members:read',
  'members:presence',
] as const satisfies readonly Scope[]

const ANSWERING = [
  ...EVERYONE,
  'threads:write',
  'drafts:write',
  'personal_data:read',
] as const satisfies readonly Scope[]

/** The permission matrix; docs/roles.md is made from it. */
export const ROLE_SCOPES: Readonly<Record<MemberRole, readonly Scope[]>> = {
  level_1: ANSWERING,
  level_2: [
    ...ANSWERING,
    'classify',
    'moderation:read',
    'routing:read',
    'rules:read',
    'contacts:write',
    'templates:write',
    'quick_replies:write',
  ],
  sales: [...ANSWERING, 'broadcasts:read', 'broadcasts:write'],
  escalation: [
    ...ANSWERING,
    'classify',
    'moderation:read',
    'routing:read',
    'rules:read',
    'sla:read',
    'reports:read',
    'events:read',
    'threads:assign',
  ],
  moderator: [
    ...ANSWERING,
    'classify',
    'moderation:read',
    'moderation:write',
    'appeals:read',
    'appeals:write',
  ],
  manager: [
    ...ANSWERING,
    'classify',
    'kb:write',
    'broadcasts:read',
    'broadcasts:write',
    'broadcasts:send',
    'channels:write',
    'moderation:read',
    'moderation:write',
    'policies:approve',
    'appeals:read',
    'appeals:write',
    'routing:read',
    'routing:write',
    'rules:read',
    'rules:write',
    'contacts:write',
    'templates:write',
    'templates:approve',
    'quick_replies:write',
    'queues:write',
    'members:write',
    'threads:assign',
    'threads:force',
    'sla:read',
    'sla:write',
    'qa:read',
    'qa:write',
    'reports:read',
    'events:read',
    'audit:read',
    'privacy:read',
    'privacy:write',
    'exports:read',
    'exports:write',
    'exports:approve',
    'workspaces:read',
  ],
  admin: ['*'],
  qa: [
    ...EVERYONE,
    'classify',
    'qa:read',
    'qa:write',
    'moderation:read',
    'appeals:read',
    'routing:read',
    'rules:read',
    'sla:read',
    'reports:read',
    'events:read',
  ],
}

/** What a member's key may do: what both the key's scopes and the member's role allow. */
export function limitScopes(scopes: readonly Scope[], role: MemberRole): readonly Scope[] {
  const allowed = ROLE_SCOPES[role]
  return scopes.includes('*') ? allowed : scopes.filter((scope) => hasScope(allowed, scope))
}

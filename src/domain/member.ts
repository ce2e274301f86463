import { z } from 'zod'
import { Language } from './language.ts'
import { textField, trimmedField } from './text.ts'

/** What somebody's work is; src/access/role-scopes.ts says what each may do. */
export const MEMBER_ROLES = [
  'level_1',
  'level_2',
  'sales',
  'escalation',
  'moderator',
  'manager',
  'admin',
  'qa',
] as const
export const MemberRole = z.enum(MEMBER_ROLES)
export type MemberRole = z.infer<typeof MemberRole>

export const Presence = z.enum(['online', 'away', 'offline'])
export type Presence = z.infer<typeof Presence>

/** A skill's name: case does not count. */
export const Skill = trimmedField(1, 50).transform((name) => name.toLowerCase())

export const Skills = z
  .array(Skill)
  .max(50)
  .transform((names) => [...new Set(names)])

const Email = z.email().max(254)

const fields = {
  name: textField(1, 200),
  email: Email.nullable().describe('Of one member of the workspace at most, whatever its case'),
  role: MemberRole,
  skills: Skills.describe('What threads may ask of whoever takes them'),
  languages: z.array(Language).max(10).describe('Languages that the member answers in; empty for all'),
  capacity: z.int().min(0).max(1000).describe('Most threads held at once'),
}

export const MemberInput = z
  .object({
    name: fields.name,
    role: fields.role,
    email: fields.email.optional(),
    skills: fields.skills.optional(),
    languages: fields.languages.optional(),
    capacity: fields.capacity.optional(),
  })
  .meta({ id: 'MemberInput' })
export type MemberInput = z.infer<typeof MemberInput>

/** Omitted fields keep their value. */
export const MemberChange = z.object(fields).partial().meta({ id: 'MemberChange' })
export type MemberChange = z.infer<typeof MemberChange>

export const Member = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    role: MemberRole,
    skills: z.array(z.string()),
    languages: z.array(Language),
    capacity: z.int(),
    presence: Presence,
    is_active: z.boolean().describe('False once deactivated: their keys open nothing, and they take nothing'),
    revision: z.int().min(1),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Member' })
export type Member = z.infer<typeof Member>

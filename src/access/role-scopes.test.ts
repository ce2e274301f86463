import { expect, test } from 'vitest'
import { MEMBER_ROLES } from '../domain/member.ts'
import { AppError } from '../errors.ts'
import { limitScopes, ROLE_SCOPES } from './role-scopes.ts'
import { assertMayGrant, SCOPES } from './scopes.ts'

test('a key may do what both its scopes and its member’s role allow, whichever of them is wider', () => {
  expect(limitScopes(['*'], 'level_1')).toEqual(ROLE_SCOPES.level_1)
  expect(limitScopes(['threads:read', 'keys:write'], 'level_1')).toEqual(['threads:read'])
  expect(limitScopes(['threads:read', 'keys:write'], 'admin')).toEqual(['threads:read', 'keys:write'])
  expect(limitScopes(['*'], 'admin')).toEqual(['*'])
  expect(limitScopes(['keys:write'], 'manager')).toEqual([])
})

test('a manager may grant every role but the admin’s, and nobody below grants a manager’s', () => {
  const mayGrant = (granter: keyof typeof ROLE_SCOPES, role: keyof typeof ROLE_SCOPES) => {
    try {
      assertMayGrant(ROLE_SCOPES[granter], ROLE_SCOPES[role])
      return true
    } catch (error) {
      expect(error).toBeInstanceOf(AppError)
      return false
    }
  }
  const grantedBy = (granter: keyof typeof ROLE_SCOPES) =>
    MEMBER_ROLES.filter((role) => mayGrant(granter, role))
  expect(grantedBy('manager')).toEqual(MEMBER_ROLES.filter((role) => role !== 'admin'))
  expect(grantedBy('admin')).toEqual(MEMBER_ROLES)
  expect(grantedBy('escalation')).not.toContain('manager')
})

test('docs/roles.md shows the matrix as it is', async () => {
  const used = SCOPES.filter((scope) => MEMBER_ROLES.some((role) => ROLE_SCOPES[role].includes(scope)))
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const marks = (scope: (typeof SCOPES)[number]) =>
    MEMBER_ROLES.map((role) =>
      ROLE_SCOPES[role].includes('*') || ROLE_SCOPES[role].includes(scope) ? '✓' : '',
    )
  const table = [
    row(['scope', ...MEMBER_ROLES]),
    row(['---', ...MEMBER_ROLES.map(() => ':-:')]),
    ...used.map((scope) => row([scope === '*' ? 'everything else' : `\`${scope}\``, ...marks(scope)])),
  ]
  const page = `# What each role may do

Made from \`src/access/role-scopes.ts\` by its test (\`npx vitest run src/access/role-scopes.test.ts -u\`). A key that
belongs to a member acts as that member, and may do what both its own scopes and the member's role allow; a changed role
holds from the next request on. Nobody grants a role that may do more than they themselves.

${table.join('\n')}
`
  await expect(page).toMatchFileSnapshot('../../docs/roles.md')
})

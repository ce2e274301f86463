import { boolean, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, instant } from './columns.ts'
import { workspaceId } from './workspace-column.ts'

// The keys of the first four tables are the names that better-auth, which fills them, calls its fields by.

/** A person who signs in. They see the workspaces with a member who bears their e-mail, once they joined. */
export const signInUsers = pgTable(
  'sign_in_users',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    email: text().notNull(),
    emailVerified: boolean('email_verified').notNull().default(false),
    image: text(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [uniqueIndex('sign_in_users_by_email').on(t.email)],
)

export const signInSessions = pgTable(
  'sign_in_sessions',
  {
    id: text().primaryKey(),
    token: text().notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => signInUsers.id, { onDelete: 'cascade' }),
    expiresAt: instant('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('sign_in_sessions_by_token').on(t.token),
    index('sign_in_sessions_by_user').on(t.userId),
  ],
)

/** How a person signs in: a password's hash, or an account at the OpenID provider. */
export const signInAccounts = pgTable(
  'sign_in_accounts',
  {
    id: text().primaryKey(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => signInUsers.id, { onDelete: 'cascade' }),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: instant('access_token_expires_at'),
    refreshTokenExpiresAt: instant('refresh_token_expires_at'),
    scope: text(),
    password: text(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [index('sign_in_accounts_by_user').on(t.userId)],
)

export const signInVerifications = pgTable(
  'sign_in_verifications',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [index('sign_in_verifications_by_identifier').on(t.identifier)],
)

/**
 * A link that works once: whoever has it comes in as the member, or becomes the first admin. Once used it says that the
 * account with the member's e-mail joined the workspace (src/console/find-memberships.ts).
 */
export const signInLinks = pgTable(
  'sign_in_links',
  {
    id: id(),
    workspace_id: workspaceId(),
    /** Null for the first link of a workspace, which makes its first admin, until it is used. */
    member_id: text(),
    /** SHA-256 of the link's token, hex. */
    hash: text().notNull(),
    expires_at: instant().notNull(),
    used_at: instant(),
    created_at: instant().notNull(),
  },
  (t) => [uniqueIndex('sign_in_links_by_hash').on(t.hash)],
)

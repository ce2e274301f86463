import { and, eq, isNull, sql } from 'drizzle-orm'
import type { OidcConfig } from '../config.ts'
import type { Db } from '../db/database.ts'
import { members, signInAccounts, signInSessions, signInUsers, signInVerifications } from '../db/schema.ts'

/** Where the library's own routes stand, of which the OpenID callback is the only one that a browser opens. */
export const SIGN_IN_PATH = '/console/auth'
/** The header in which the address of whoever asks is handed to the library's rate limit. */
export const ADDRESS_HEADER = 'x-recado-address'
export const OIDC = 'oidc'
export const SHORTEST_PASSWORD = 12
export const LONGEST_PASSWORD = 128

export interface SignInOptions {
  readonly db: Db
  /** Signs the cookies: at least 32 characters, the same in every process. */
  readonly secret: string
  /** Where people open Recado; null for whatever address they used. */
  readonly publicUrl: string | null
  readonly oidc: OidcConfig | null
}

/**
 * People's passwords, sessions and OpenID accounts, kept by better-auth. Who may see what is decided by `readSession`. Opened
 * when the first person comes: importing the library takes half a second that a start has no use for.
 */
export function openSignIn(options: SignInOptions): () => Promise<SignIn> {
  let opened: Promise<SignIn> | null = null
  return () => {
    opened ??= makeSignIn(options)
    return opened
  }
}

async function makeSignIn({ db, secret, publicUrl, oidc }: SignInOptions) {
  const [{ betterAuth }, { drizzleAdapter }] = await Promise.all([
    import('better-auth'),
    import('better-auth/adapters/drizzle'),
  ])
  return betterAuth({
    appName: 'Recado',
    secret,
    basePath: SIGN_IN_PATH,
    ...(publicUrl === null ? {} : { baseURL: publicUrl }),
    trustedOrigins: (request) => (request === undefined ? [] : [publicUrl ?? new URL(request.url).origin]),
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: {
        user: signInUsers,
        session: signInSessions,
        account: signInAccounts,
        verification: signInVerifications,
      },
    }),
    emailAndPassword: {
      enabled: true,
      // Accounts are made from links alone: src/console/use-link.ts.
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
      revokeSessionsOnPasswordReset: true,
    },
    // A week without a visit ends a session.
    session: { expiresIn: 7 * 24 * 3600, updateAge: 24 * 3600 },
    account: { accountLinking: { enabled: true, trustedProviders: [OIDC] } },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 100,
      customRules: { '/sign-in/email': { window: 60, max: 10 } },
    },
    advanced: {
      cookiePrefix: 'recado',
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, path: '/console' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    databaseHooks: {
      // An OpenID provider may know people who have no business here.
      user: { create: { before: async (user) => ((await isAnyMember(db, user.email)) ? undefined : false) } },
    },
    plugins: oidc === null ? [] : [await openIdPlugin(oidc)],
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}
export type SignIn = Awaited<ReturnType<typeof makeSignIn>>
/** Opens at the first call, and gives the same ever after. */
export type GetSignIn = ReturnType<typeof openSignIn>

async function openIdPlugin(oidc: OidcConfig) {
  const { genericOAuth } = await import('better-auth/plugins')
  const provider = {
    providerId: OIDC,
    discoveryUrl: `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    scopes: ['openid', 'email', 'profile'],
    pkce: true,
  }
  return genericOAuth({ config: [provider] })
}

async function isAnyMember(db: Db, email: string): Promise<boolean> {
  const [member] = await db
    .select({ id: members.id })
    .from(members)
    .where(and(eq(sql`lower(${members.email})`, email.toLowerCase()), isNull(members.deactivated_at)))
    .limit(1)
  return member !== undefined
}

import { eq } from 'drizzle-orm'
import { serializeSigned } from 'hono/utils/cookie'
import { createMember } from '../../src/access/create-member.ts'
import { buildConsole } from '../../src/console/build-console.ts'
import { openSignIn } from '../../src/console/open-sign-in.ts'
import { makeLink, readLink, useLink } from '../../src/console/use-link.ts'
import { signInUsers } from '../../src/db/schema.ts'
import { systemActor } from '../../src/domain/actor.ts'
import type { MemberRole } from '../../src/domain/member.ts'
import { deriveSecret } from '../../src/secrets/derive-secret.ts'
import type { TestApp, TestWorkspace } from './start-test-app.ts'

export const PASSWORD = 'uma frase bem comprida'

/** A browser without pictures: it keeps cookies and follows nothing by itself. */
export interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<Response>
  post(path: string, form?: Record<string, string>, headers?: Record<string, string>): Promise<Response>
  /** Sends a file as the form's field `file`. */
  upload(path: string, name: string, content: string): Promise<Response>
}

/** Each has an address of its own, also across the files of one worker: sign-in counts attempts by address. */
let browsers = 0
/** Of PASSWORD. Hashing is slow on purpose, so all who sign in share one. */
let passwordHash: Promise<string> | undefined

/** The pages over a test's app, and browsers that look at them. */
export function openConsole(app: TestApp) {
  const { ctx } = app
  const pages = buildConsole(ctx)
  const getSignIn = openSignIn({
    db: ctx.db,
    secret: deriveSecret(ctx.keyring, 'sign-in'),
    publicUrl: ctx.config.publicUrl,
    oidc: null,
  })

  /** The account that a member's link makes, and the cookie of a session of it, as the sign-in page would leave them. */
  async function openSession(link: string, email: string): Promise<string> {
    const { internalAdapter, authCookies, password, secret } = await (await getSignIn()).$context
    const opened = (await readLink(ctx, new URL(link, 'http://localhost').searchParams.get('token')!))!
    passwordHash ??= password.hash(PASSWORD)
    await useLink(ctx, opened, { email, name: opened.name! }, await passwordHash)
    const [user] = await ctx.db
      .select({ id: signInUsers.id })
      .from(signInUsers)
      .where(eq(signInUsers.email, email))
    const { token } = await internalAdapter.createSession(user!.id)
    return serializeSigned(authCookies.sessionToken.name, token, secret)
  }

  function openBrowser(kept = ''): Browser {
    const [name = '', value = ''] = kept.split(/=(.*)/)
    const cookies = new Map(kept === '' ? [] : [[name, value]])
    browsers += 1
    const socket = {
      remoteAddress: `10.0.${browsers >> 8}.${browsers & 255}`,
      remotePort: 1,
      remoteFamily: 'IPv4',
    }
    const send = async (path: string, init: RequestInit): Promise<Response> => {
      const headers = new Headers(init.headers)
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
      const answer = await pages.request(
        `http://localhost${path}`,
        { ...init, headers },
        { incoming: { socket } },
      )
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        if (/max-age=0/i.test(cookie) || value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      return answer
    }
    return {
      get: (path, headers = {}) => send(path, { headers: { 'accept-language': 'en', ...headers } }),
      post: (path, form = {}, headers = {}) =>
        send(path, {
          method: 'POST',
          headers: { origin: 'http://localhost', 'accept-language': 'en', ...headers },
          body: new URLSearchParams(form),
        }),
      upload: (path, name, content) => {
        const body = new FormData()
        body.set('file', new File([content], name))
        return send(path, {
          method: 'POST',
          headers: { origin: 'http://localhost', 'accept-language': 'en' },
          body,
        })
      },
    }
  }

  return {
    openBrowser: () => openBrowser(),
    /** A browser in which a new member of the workspace is signed in, and the member's id. */
    async signIn(workspace: TestWorkspace, role: MemberRole = 'admin') {
      const caller = { workspaceId: workspace.id, actor: systemActor('test') }
      const email = `${ctx.newId('person')}@example.com`
      const member = await createMember(ctx, caller, { name: `Test ${role}`, email, role }, () => {})
      const cookie = await openSession(await makeLink(ctx, caller, member.id), email)
      return {
        browser: openBrowser(cookie),
        email,
        memberId: member.id,
        caller: { ...caller, actor: { kind: 'member', id: member.id } as const },
      }
    },
  }
}

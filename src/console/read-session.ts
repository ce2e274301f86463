import type { Context as PageContext } from 'hono'
import { createMiddleware } from 'hono/factory'
import { ROLE_SCOPES } from '../access/role-scopes.ts'
import type { Context } from '../context.ts'
import type { ConsoleEnv, Visit } from './console-env.ts'
import { findMemberships } from './find-memberships.ts'
import type { GetSignIn } from './open-sign-in.ts'
import { readPreferences, readWorkspaceChoice } from './read-preferences.ts'

/** Lets in whoever is signed in and still a member; everybody else goes to the sign-in page and back. */
export function readSession(ctx: Pick<Context, 'db' | 'clock'>, getSignIn: GetSignIn) {
  return createMiddleware<ConsoleEnv>(async (c, next) => {
    const signIn = await getSignIn()
    const session = await signIn.api.getSession({ headers: c.req.raw.headers })
    const visit = session === null ? null : await visitOf(ctx, c, session.user.email)
    if (visit === null) return askToSignIn(c, session !== null)
    c.set('visit', visit)
    await next()
    return
  })
}

function askToSignIn(c: PageContext, isNoMember: boolean): Response {
  const query = new URLSearchParams()
  if (isNoMember) query.set('fault', 'noMember')
  if (c.req.method === 'GET' && c.req.header('hx-request') === undefined) {
    query.set('to', c.req.path + (new URL(c.req.url).search || ''))
  }
  const target = `/console/sign-in?${query}`
  // A fragment cannot be replaced by the sign-in page: the browser has to go there.
  if (c.req.header('hx-request') !== undefined) return c.body(null, 200, { 'hx-redirect': target })
  if (c.req.header('accept')?.includes('text/event-stream')) return c.body(null, 401)
  return c.redirect(target, 303)
}

/** Whom an e-mail stands for in the workspace that the browser looked at last, or else in the first; null for nobody. */
async function visitOf(
  ctx: Pick<Context, 'db' | 'clock'>,
  c: PageContext,
  email: string,
): Promise<Visit | null> {
  const arrivedAt = ctx.clock()
  const rows = await findMemberships(ctx.db, email)
  const chosen = readWorkspaceChoice(c)
  const row = rows.find((one) => one.workspaceId === chosen) ?? rows[0]
  if (row === undefined) return null
  return {
    caller: { workspaceId: row.workspaceId, actor: { kind: 'member', id: row.id } },
    scopes: ROLE_SCOPES[row.role],
    member: { id: row.id, name: row.name, email, role: row.role },
    workspace: { id: row.workspaceId, name: row.workspaceName, timeZone: row.settings.time_zone },
    workspaces: rows.map((one) => ({ id: one.workspaceId, name: one.workspaceName })),
    ...readPreferences(c),
    arrivedAt,
  }
}

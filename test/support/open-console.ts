import { createMember } from '../../src/access/create-member.ts'
import { buildConsole } from '../../src/console/build-console.ts'
import { makeLink } from '../../src/console/use-link.ts'
import { systemActor } from '../../src/domain/actor.ts'
import type { MemberRole } from '../../src/domain/member.ts'
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

/** The pages over a test's app, and browsers that look at them. */
export function openConsole(app: TestApp) {
  const pages = buildConsole(app.ctx)

  function openBrowser(): Browser {
    const cookies = new Map<string, string>()
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
    openBrowser,
    /** A browser in which a new member of the workspace is signed in, and the member's id. */
    async signIn(workspace: TestWorkspace, role: MemberRole = 'admin') {
      const caller = { workspaceId: workspace.id, actor: systemActor('test') }
      const email = `${app.ctx.newId('person')}@example.com`
      const member = await createMember(app.ctx, caller, { name: `Test ${role}`, email, role }, () => {})
      const link = await makeLink(app.ctx, caller, member.id)
      const browser = openBrowser()
      const token = new URL(link, 'http://localhost').searchParams.get('token')!
      const answer = await browser.post('/console/welcome', { token, password: PASSWORD })
      const isIn = answer.status === 303 && !answer.headers.get('location')?.startsWith('/console/sign-in')
      if (!isIn) throw new Error(`signing in answered ${answer.status}`)
      return {
        browser,
        email,
        memberId: member.id,
        caller: { ...caller, actor: { kind: 'member', id: member.id } as const },
      }
    },
  }
}

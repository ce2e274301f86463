import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv } from '../console-env.ts'
import { drawPage, type Html } from '../draw-page.ts'
import { drawReveal } from '../draw-panel.ts'
import { formatInstant } from '../format-instant.ts'
import { type GetSignIn, LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../open-sign-in.ts'
import { accountWords } from '../words/account.ts'

/** A person's own sessions and password. */
export function accountPages(getSignIn: GetSignIn) {
  return new Hono<ConsoleEnv>()
    .get('/console/account', async (c) => c.html(await drawAccount(c, getSignIn, null)))
    .post('/console/account/sessions/end', async (c) => {
      const { headers } = c.req.raw
      const id = (await c.req.formData()).get('session')
      const signIn = await getSignIn()
      const sessions = await signIn.api.listSessions({ headers })
      const ended = sessions.find((session) => session.id === id)
      if (ended !== undefined) await signIn.api.revokeSession({ headers, body: { token: ended.token } })
      return c.redirect('/console/account', 303)
    })
    .post('/console/account/sessions/end-others', async (c) => {
      const signIn = await getSignIn()
      await signIn.api.revokeOtherSessions({ headers: c.req.raw.headers })
      return c.redirect('/console/account', 303)
    })
    .post('/console/account/password', async (c) => {
      const words = accountWords[c.get('visit').language]
      const form = await c.req.formData()
      const newPassword = String(form.get('next') ?? '')
      const refuse = async (text: string) =>
        c.html(await drawAccount(c, getSignIn, { kind: 'bad', text }), 422)
      if (newPassword.length < SHORTEST_PASSWORD) return refuse(words.short(SHORTEST_PASSWORD))
      if (newPassword.length > LONGEST_PASSWORD) return refuse(words.long(LONGEST_PASSWORD))
      const body = {
        currentPassword: String(form.get('current') ?? ''),
        newPassword,
        revokeOtherSessions: true,
      }
      const signIn = await getSignIn()
      const answer = await signIn.api.changePassword({ headers: c.req.raw.headers, body, asResponse: true })
      if (!answer.ok) return refuse(words.wrong)
      for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
      return c.redirect('/console/account?changed', 303)
    })
}

async function drawAccount(
  c: PageContext<ConsoleEnv>,
  getSignIn: GetSignIn,
  note: { readonly kind: 'good' | 'bad'; readonly text: string } | null,
): Promise<Html> {
  const visit = c.get('visit')
  const words = accountWords[visit.language]
  const { headers } = c.req.raw
  const signIn = await getSignIn()
  // After a change of the password this browser's cookie is a new one, which only the next request brings.
  const [current, sessions] = await Promise.all([
    signIn.api.getSession({ headers }),
    signIn.api.listSessions({ headers }),
  ])
  const said = c.req.query('changed') === undefined ? note : { kind: 'good' as const, text: words.changed }
  return drawPage(visit, {
    title: words.title,
    active: null,
    body: html`<div class="page-head"><h1>${words.title}</h1></div>
      ${said === null ? '' : html`<p class="note ${said.kind}" role="status">${said.text}</p>`}
      <div class="stack">
        <section class="card stack"><h2>${words.sessions}</h2><p class="muted">${words.sessionsLead}</p>
          <div class="scroll"><table><thead><tr><th>${words.device}</th><th>${words.address}</th><th>${words.since}</th><th></th></tr></thead>
          <tbody>${sessions.map(
            (session) => html`<tr><td>${nameBrowser(session.userAgent)}
              ${session.id === current?.session.id ? html`<span class="badge accent">${words.here}</span>` : ''}</td>
              <td>${session.ipAddress ?? ''}</td><td>${formatInstant(visit, session.createdAt)}</td>
              <td><form method="post" action="/console/account/sessions/end"><input type="hidden" name="session" value="${session.id}">
                <button>${words.end}</button></form></td></tr>`,
          )}</tbody></table></div>
          <form method="post" action="/console/account/sessions/end-others"><button>${words.endOthers}</button></form>
        </section>
        <section class="card stack"><h2>${words.changePassword}</h2>
          <form class="fields" method="post" action="/console/account/password">
            <input type="hidden" name="username" autocomplete="username" value="${visit.member.email}">
            <label>${words.current}<input type="password" name="current" autocomplete="current-password" maxlength="${LONGEST_PASSWORD}" required></label>
            <label>${words.next}<input type="password" name="next" autocomplete="new-password" minlength="${SHORTEST_PASSWORD}" maxlength="${LONGEST_PASSWORD}" required></label>
            ${drawReveal(visit.language, 'next')}
            <div><button class="primary">${words.change}</button></div>
          </form>
        </section>
      </div>`,
  })
}

/** The best known name in a user agent, which says many. */
function nameBrowser(userAgent: string | null | undefined): string {
  const found = /(Firefox|Edg|OPR|Chrome|Safari)\/(\d+)/.exec(userAgent ?? '')
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(userAgent ?? '')?.[1] ?? ''
  return found === null ? '—' : `${found[1]} ${found[2]} ${system}`.trim()
}

import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { listRequests, openRequest, refuseRequest, verifyRequest } from '../../privacy/change-request.ts'
import { HoldInput, type HoldRow, listHolds, releaseHold, setHold } from '../../privacy/legal-holds.ts'
import { makeBundle } from '../../privacy/make-bundle.ts'
import {
  IdentityCheck,
  type PrivacyRequest,
  Refusal,
  RequestInput,
  RequestKind,
  viewRequest,
} from '../../privacy/privacy-request.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { drawAction, drawSettings, drawTable } from '../settings/draw-settings.ts'
import { makeChange, readSaid } from '../settings/make-change.ts'
import { privacyWords } from '../words/privacy.ts'
import { settingsWords } from '../words/settings.ts'

const PATH = '/console/settings/privacy'
const SHOWN = 50
const BADGES = { running: '', due_soon: 'warn', overdue: 'bad', met: 'good', missed: 'warn' } as const
const Revision = z.coerce.number().int()

/** What people ask about their data, and what has to stay. */
export function privacySettings(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, (c) => show(ctx, c))
    .post(`${PATH}/requests`, (c) =>
      makeChange(c, 'privacy:write', PATH, ({ caller }, form) =>
        openRequest(ctx, caller, RequestInput.parse(Object.fromEntries(form))),
      ),
    )
    .post(`${PATH}/requests/:id/verify`, (c) =>
      makeChange(c, 'privacy:write', PATH, ({ caller }, form) => {
        const method = IdentityCheck.parse(form.get('method'))
        const revision = Revision.parse(form.get('revision'))
        return verifyRequest(ctx, caller, c.req.param('id'), { method, revision })
      }),
    )
    .post(`${PATH}/requests/:id/refuse`, (c) =>
      makeChange(c, 'privacy:write', PATH, ({ caller }, form) => {
        const reason = Refusal.parse(form.get('reason'))
        const revision = Revision.parse(form.get('revision'))
        return refuseRequest(ctx, caller, c.req.param('id'), { reason, revision })
      }),
    )
    .get(`${PATH}/requests/:id/bundle`, async (c) => {
      assertMay(c.get('visit'), 'privacy:read')
      const id = c.req.param('id')
      const zip = await makeBundle(ctx, c.get('visit').caller, id)
      return c.body(zip, 200, {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="${id}.zip"`,
        'cache-control': 'no-store',
      })
    })
    .post(`${PATH}/holds`, (c) =>
      makeChange(c, 'privacy:write', PATH, ({ caller }, form) => {
        const { subject_id, ...rest } = Object.fromEntries(form)
        const subject = subject_id === '' ? {} : { subject_id }
        return setHold(ctx, caller, HoldInput.parse({ ...rest, ...subject }))
      }),
    )
    .post(`${PATH}/holds/:id/release`, (c) =>
      makeChange(c, 'privacy:write', PATH, ({ caller }) => releaseHold(ctx, caller, c.req.param('id'))),
    )
}

async function show(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'privacy:read')
  const { workspaceId } = visit.caller
  const [requests, holds] = await Promise.all([
    listRequests(ctx, workspaceId, { isOpen: false, before: null, limit: SHOWN }),
    listHolds(ctx, workspaceId, null, SHOWN),
  ])
  const now = ctx.clock()
  const mayWrite = hasScope(visit.scopes, 'privacy:write')
  const shown = requests.map((row) => viewRequest(row, now))
  const body = html`${drawRequests(visit, shown, mayWrite)}${drawHolds(visit, holds, mayWrite)}`
  return c.html(drawSettings(visit, 'privacy', readSaid(c), body))
}

function drawRequests(visit: Visit, requests: readonly PrivacyRequest[], mayWrite: boolean): Html {
  const words = privacyWords[visit.language]
  const form = html`<form class="card fields" method="post" action="${PATH}/requests"><div class="pair">
      <label>${words.contact}<input name="contact_id" required maxlength="100"><span class="hint">${words.contactHint}</span></label>
      <label>${words.kind}<select name="kind">${drawOptions(RequestKind.options, words.kinds)}</select></label></div>
    <div><button class="primary">${words.open}</button></div></form>`
  return html`<h3>${words.requests}</h3><p class="muted">${words.requestsLead}</p>${
    requests.length === 0
      ? html`<p class="card muted">${words.noRequests}</p>`
      : drawTable(
          words.requests,
          [words.contact, words.kind, words.due, settingsWords[visit.language].state],
          requests.map((one) => drawRequest(visit, one, mayWrite)),
        )
  }${mayWrite ? form : ''}`
}

function drawRequest(visit: Visit, one: PrivacyRequest, mayWrite: boolean): Html {
  const words = privacyWords[visit.language]
  const path = `${PATH}/requests/${one.id}`
  const revision = html`<input type="hidden" name="revision" value="${one.revision}">`
  const moves = html`<form class="row" method="post" action="${path}/verify">${revision}
      <select name="method" aria-label="${words.verify}">${drawOptions(IdentityCheck.options, words.methods)}</select><button class="small">${words.verify}</button></form>
    <form class="row" method="post" action="${path}/refuse">${revision}
      <select name="reason" aria-label="${words.refuse}">${drawOptions(Refusal.options, words.refusals)}</select><button class="small danger">${words.refuse}</button></form>`
  return html`<tr><th scope="row">${one.contact_id}</th><td>${words.kinds[one.kind]}</td>
    <td>${formatInstant(visit, new Date(one.due_at))}<br><span class="badge ${BADGES[one.deadline]}">${words.deadlines[one.deadline]}</span></td>
    <td><div class="stack tight"><span class="badge">${words.states[one.state]}</span>${mayWrite && one.state === 'received' ? moves : ''}
      ${one.bundle_until === null ? '' : html`<a href="${path}/bundle" download>${words.bundle}</a>`}</div></td></tr>`
}

function drawHolds(visit: Visit, holds: readonly HoldRow[], mayWrite: boolean): Html {
  const words = privacyWords[visit.language]
  const rows = holds.map(
    ({ id, subject_kind, subject_id, reference, released_at }) => html`<tr><th scope="row">${reference}</th>
      <td>${words.subjects[subject_kind]} ${subject_kind === 'workspace' ? '' : subject_id}</td>
      <td>${released_at === null ? html`<span class="badge good">${words.standing}</span>` : html`<span class="badge">${words.released}</span>`}
        ${released_at === null && mayWrite ? drawAction(`${PATH}/holds/${id}/release`, words.release) : ''}</td></tr>`,
  )
  const form = html`<form class="card fields" method="post" action="${PATH}/holds"><div class="pair">
      <label>${words.subject}<select name="subject">${drawOptions(['contact', 'thread', 'workspace'] as const, words.subjects)}</select></label>
      <label>${words.subjectId}<input name="subject_id" maxlength="100"></label>
      <label>${words.reference}<input name="reference" required maxlength="200"></label></div>
    <div><button class="primary">${words.hold}</button></div></form>`
  return html`<h3>${words.holds}</h3><p class="muted">${words.holdsLead}</p>
    ${rows.length === 0 ? html`<p class="card muted">${words.noHolds}</p>` : drawTable(words.holds, [words.reference, words.subject, settingsWords[visit.language].state], rows)}
    ${mayWrite ? form : ''}`
}

function drawOptions<T extends string>(values: readonly T[], names: Readonly<Record<T, string>>): Html {
  return html`${values.map((value) => html`<option value="${value}">${names[value]}</option>`)}`
}

import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { changeMember, deactivateMember, reactivateMember } from '../../access/change-member.ts'
import { createMember } from '../../access/create-member.ts'
import { getMember, listMembers } from '../../access/read-members.ts'
import { ROLE_SCOPES } from '../../access/role-scopes.ts'
import { assertMayGrant, hasScope, type Scope } from '../../access/scopes.ts'
import type { MemberRow } from '../../access/view-member.ts'
import type { Context } from '../../context.ts'
import { MEMBER_ROLES, MemberInput, MemberRole } from '../../domain/member.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { drawAction, drawSecret, drawSettings, drawTable } from '../settings/draw-settings.ts'
import { makeChange, readSaid, saidOf } from '../settings/make-change.ts'
import { makeLink } from '../use-link.ts'
import { settingsWords } from '../words/settings.ts'

const PATH = '/console/settings/members'
const SHOWN = 500

const Revision = z.coerce.number().int()
const granting = (visit: Visit) => (wanted: readonly Scope[]) => assertMayGrant(visit.scopes, wanted)

/** Who works here, as what, and how they get in. */
export function memberSettings(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, (c) => show(ctx, c, null))
    .post(PATH, (c) =>
      makeChange(c, 'members:write', PATH, async (visit, form) => {
        const { email, capacity, ...rest } = Object.fromEntries(form)
        const input = MemberInput.parse({
          ...rest,
          ...(email === '' ? {} : { email }),
          ...(capacity === '' || capacity === undefined ? {} : { capacity: Number(capacity) }),
        })
        await createMember(ctx, visit.caller, input, granting(visit))
      }),
    )
    .post(`${PATH}/:id/role`, (c) =>
      makeChange(c, 'members:write', PATH, async (visit, form) => {
        const role = MemberRole.parse(form.get('role'))
        const revision = Revision.parse(form.get('revision'))
        await changeMember(ctx, visit.caller, c.req.param('id'), revision, { role }, granting(visit))
      }),
    )
    .post(`${PATH}/:id/deactivate`, (c) =>
      makeChange(c, 'members:write', PATH, async (visit, form) => {
        const revision = Revision.parse(form.get('revision'))
        await deactivateMember(ctx, visit.caller, c.req.param('id'), revision, granting(visit))
      }),
    )
    .post(`${PATH}/:id/reactivate`, (c) =>
      makeChange(c, 'members:write', PATH, async (visit, form) => {
        const revision = Revision.parse(form.get('revision'))
        await reactivateMember(ctx, visit.caller, c.req.param('id'), revision, granting(visit))
      }),
    )
    .post(`${PATH}/:id/invite`, (c) => invite(ctx, c, c.req.param('id')))
}

/** A link lets somebody in as the member, so that whoever makes it must be allowed all that the member may. */
async function invite(ctx: Context, c: PageContext<ConsoleEnv>, id: string): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'members:write')
  try {
    const { role } = await getMember(ctx, visit.caller.workspaceId, id)
    granting(visit)(ROLE_SCOPES[role])
    const path = await makeLink(ctx, visit.caller, id)
    c.header('cache-control', 'no-store')
    return show(ctx, c, new URL(path, ctx.config.publicUrl ?? c.req.url).href)
  } catch (error) {
    return c.redirect(`${PATH}?said=${saidOf(error)}`, 303)
  }
}

async function show(ctx: Context, c: PageContext<ConsoleEnv>, link: string | null): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'members:read')
  const words = settingsWords[visit.language]
  const members = await listMembers(ctx, visit.caller.workspaceId, { after: null, limit: SHOWN })
  const mayWrite = hasScope(visit.scopes, 'members:write')
  const head = [words.name, words.email, words.role, words.presence, ...(mayWrite ? [words.change] : [])]
  const body = html`<p class="muted">${words.membersLead}</p>
    ${link === null ? '' : drawSecret(words.inviteMade, link)}
    ${drawTable(
      words.parts.members,
      head,
      members.map((member) => drawMember(visit, member, mayWrite)),
    )}
    ${mayWrite ? drawForm(visit) : ''}`
  return c.html(drawSettings(visit, 'members', readSaid(c), body))
}

function drawMember(visit: Visit, member: MemberRow, mayWrite: boolean): Html {
  const words = settingsWords[visit.language]
  const { id, name, email, role, presence, revision, deactivated_at } = member
  const isActive = deactivated_at === null
  const choice = html`<form class="row" method="post" action="${PATH}/${id}/role"><input type="hidden" name="revision" value="${revision}">
    <select name="role" aria-label="${words.role}: ${name}">${drawRoles(visit, role)}</select><button class="small">${words.save}</button></form>`
  const moves = isActive
    ? html`${email === null ? '' : drawAction(`${PATH}/${id}/invite`, words.invite)}${id === visit.member.id ? '' : drawAction(`${PATH}/${id}/deactivate`, words.deactivate, { revision }, 'danger')}`
    : drawAction(`${PATH}/${id}/reactivate`, words.reactivate, { revision })
  return html`<tr><th scope="row">${name}</th><td>${email ?? ''}</td>
    <td>${mayWrite && isActive ? choice : words.roles[role]}</td>
    <td><span class="badge ${isActive && presence === 'online' ? 'good' : ''}">${isActive ? words.presences[presence] : words.inactive}</span></td>
    ${mayWrite ? html`<td><div class="actions">${moves}</div></td>` : ''}</tr>`
}

function drawRoles(visit: Visit, chosen: MemberRole): Html {
  const words = settingsWords[visit.language]
  return html`${MEMBER_ROLES.map(
    (role) =>
      html`<option value="${role}" ${role === chosen ? 'selected' : ''}>${words.roles[role]}</option>`,
  )}`
}

function drawForm(visit: Visit): Html {
  const words = settingsWords[visit.language]
  return html`<form class="card fields" method="post" action="${PATH}"><div class="pair">
      <label>${words.name}<input name="name" required maxlength="200" autocomplete="off"></label>
      <label>${words.email}<input type="email" name="email" maxlength="254" autocomplete="off"></label>
      <label>${words.role}<select name="role">${drawRoles(visit, 'level_1')}</select></label>
      <label>${words.capacity}<input type="number" name="capacity" min="0" max="1000" value="10"></label></div>
    <div><button class="primary">${words.add}</button></div></form>`
}

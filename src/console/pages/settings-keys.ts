import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { type KeyRow, listKeys, revokeKey, rotateKey } from '../../access/change-key.ts'
import { createKey } from '../../access/create-key.ts'
import { assertMayGrant, hasScope, SCOPES } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { textField } from '../../domain/text.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { drawAction, drawCareful, drawSecret, drawSettings, drawTable } from '../settings/draw-settings.ts'
import { makeChange, readSaid, saidOf } from '../settings/make-change.ts'
import { settingsWords } from '../words/settings.ts'

const PATH = '/console/settings/keys'
const SHOWN = 200
const OVERLAP_S = 86_400
const NewKey = z.object({ name: textField(1, 200), scopes: z.array(z.enum(SCOPES)).min(1) })

/** Keys of systems: their secret is on the page that answers the form, and nowhere else. */
export function keySettings(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, (c) => show(ctx, c, null))
    .post(PATH, (c) =>
      showSecret(ctx, c, async (visit, form) => {
        const { name, scopes } = NewKey.parse({ name: form.get('name'), scopes: form.getAll('scopes') })
        assertMayGrant(visit.scopes, scopes)
        return ctx.db.transaction((tx) => createKey(ctx, tx, visit.caller, { name, scopes }))
      }),
    )
    .post(`${PATH}/:id/rotate`, (c) =>
      showSecret(ctx, c, (visit) =>
        rotateKey(ctx, visit.caller, c.req.param('id'), OVERLAP_S, (scopes) =>
          assertMayGrant(visit.scopes, scopes),
        ),
      ),
    )
    .post(`${PATH}/:id/revoke`, (c) =>
      makeChange(c, 'keys:write', PATH, (visit) => revokeKey(ctx, visit.caller, c.req.param('id'))),
    )
}

async function showSecret(
  ctx: Context,
  c: PageContext<ConsoleEnv>,
  make: (visit: Visit, form: FormData) => Promise<{ readonly secret: string }>,
): Promise<Response> {
  assertMay(c.get('visit'), 'keys:write')
  try {
    const { secret } = await make(c.get('visit'), await c.req.formData())
    c.header('cache-control', 'no-store')
    return show(ctx, c, secret)
  } catch (error) {
    return c.redirect(`${PATH}?said=${saidOf(error)}`, 303)
  }
}

async function show(ctx: Context, c: PageContext<ConsoleEnv>, secret: string | null): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'keys:read')
  const words = settingsWords[visit.language]
  const keys = await listKeys(ctx, visit.caller.workspaceId, null, SHOWN)
  const now = ctx.clock()
  const body = html`<p class="muted">${words.keysLead}</p>
    ${secret === null ? '' : drawSecret(words.secretOnce, secret)}
    ${drawTable(
      words.parts.keys,
      [words.name, words.prefix, words.scopes, words.since, words.state],
      keys.map((key) => drawKey(visit, key, now)),
    )}
    ${hasScope(visit.scopes, 'keys:write') ? drawForm(visit) : ''}`
  return c.html(drawSettings(visit, 'keys', readSaid(c), body))
}

function drawKey(
  visit: Visit,
  { id, name, prefix, scopes, created_at, revoked_at, expires_at }: KeyRow,
  now: Date,
): Html {
  const words = settingsWords[visit.language]
  const isOver = [revoked_at, expires_at].some((at) => at !== null && at <= now)
  const moves = hasScope(visit.scopes, 'keys:write')
    ? html`${drawAction(`${PATH}/${id}/rotate`, words.rotate)}${drawCareful(visit, `${PATH}/${id}/revoke`, words.revoke)}`
    : html`<span class="badge good">${words.works}</span>`
  const end =
    isOver || expires_at === null
      ? ''
      : html`<br><small class="muted">${words.until} ${formatInstant(visit, expires_at)}</small>`
  return html`<tr><th scope="row">${name}</th><td><code>${prefix}…</code></td>
    <td>${scopes.includes('*') ? words.everything : scopes.join(', ')}</td><td>${formatInstant(visit, created_at)}${end}</td>
    <td><div class="actions">${isOver ? html`<span class="badge">${words.revoked}</span>` : moves}</div></td></tr>`
}

function drawForm(visit: Visit): Html {
  const words = settingsWords[visit.language]
  const scopes = SCOPES.filter((scope) => hasScope(visit.scopes, scope))
  return html`<form class="card fields" method="post" action="${PATH}">
    <label>${words.name}<input name="name" required maxlength="200" autocomplete="off"></label>
    <fieldset><legend>${words.scopes}</legend><div class="checks">${scopes.map(
      (scope) =>
        html`<label class="check"><input type="checkbox" name="scopes" value="${scope}">${scope === '*' ? words.everything : scope}</label>`,
    )}</div></fieldset>
    <div><button class="primary">${words.add}</button></div></form>`
}

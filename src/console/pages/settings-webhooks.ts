import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { EVENT_TYPES } from '../../domain/event.ts'
import { changeEndpoint, deleteEndpoint, rotateSecret } from '../../outbox/change-endpoint.ts'
import { createEndpoint } from '../../outbox/create-endpoint.ts'
import { listDeliveries, type WebhookDelivery } from '../../outbox/read-deliveries.ts'
import { getEndpoint, listEndpoints } from '../../outbox/read-endpoints.ts'
import { redeliver } from '../../outbox/redeliver.ts'
import { testEndpoint } from '../../outbox/test-endpoint.ts'
import { EndpointInput, type EndpointRow } from '../../outbox/webhook-endpoint.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { drawAction, drawCareful, drawSecret, drawSettings, drawTable } from '../settings/draw-settings.ts'
import { makeChange, readSaid, saidOf } from '../settings/make-change.ts'
import { settingsWords } from '../words/settings.ts'

const PATH = '/console/settings/webhooks'
const SHOWN = 50
const BADGES = { delivered: 'good', failed: 'warn', given_up: 'bad' } as const

/** Whom Recado tells what happens, and how that went. */
export function webhookSettings(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, (c) => showAll(ctx, c))
    .post(PATH, (c) =>
      showSecret(ctx, c, (visit, form) => {
        const input = EndpointInput.parse({ url: form.get('url'), events: form.getAll('events') })
        return createEndpoint(ctx, visit.caller, input)
      }),
    )
    .get(`${PATH}/:id`, (c) => showOne(ctx, c, c.req.param('id'), null))
    .post(`${PATH}/:id/enabled`, (c) =>
      change(c, (visit, id, form) =>
        changeEndpoint(ctx, visit.caller, id, { is_enabled: z.stringbool().parse(form.get('is_enabled')) }),
      ),
    )
    .post(`${PATH}/:id/test`, (c) => change(c, (visit, id) => testEndpoint(ctx, visit.caller, id)))
    .post(`${PATH}/:id/redeliver`, (c) =>
      change(c, (visit, id, form) => redeliver(ctx, visit.caller, id, String(form.get('delivery')))),
    )
    .post(`${PATH}/:id/rotate`, (c) =>
      showSecret(ctx, c, (visit) => rotateSecret(ctx, visit.caller, c.req.param('id'))),
    )
    .post(`${PATH}/:id/delete`, (c) =>
      makeChange(c, 'webhooks:write', PATH, (visit) => deleteEndpoint(ctx, visit.caller, c.req.param('id'))),
    )
}

function change(
  c: PageContext<ConsoleEnv>,
  make: (visit: Visit, id: string, form: FormData) => Promise<unknown>,
): Promise<Response> {
  const id = c.req.param('id')!
  return makeChange(c, 'webhooks:write', `${PATH}/${id}`, (visit, form) => make(visit, id, form))
}

async function showSecret(
  ctx: Context,
  c: PageContext<ConsoleEnv>,
  make: (visit: Visit, form: FormData) => Promise<{ readonly row: EndpointRow; readonly secret: string }>,
): Promise<Response> {
  assertMay(c.get('visit'), 'webhooks:write')
  try {
    const { row, secret } = await make(c.get('visit'), await c.req.formData())
    c.header('cache-control', 'no-store')
    return showOne(ctx, c, row.id, secret)
  } catch (error) {
    return c.redirect(`${PATH}?said=${saidOf(error)}`, 303)
  }
}

async function showAll(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'webhooks:read')
  const words = settingsWords[visit.language]
  const endpoints = await listEndpoints(ctx, visit.caller.workspaceId, null, SHOWN)
  const rows = endpoints.map(
    (one) => html`<tr><th scope="row"><a data-item href="${PATH}/${one.id}">${one.url}</a></th>
      <td>${one.events.length === 0 ? words.all : one.events.join(', ')}</td><td>${drawState(visit, one)}</td></tr>`,
  )
  const body = html`<p class="muted">${words.webhooksLead}</p>
    ${rows.length === 0 ? html`<p class="card muted">${words.noWebhooks}</p>` : drawTable(words.parts.webhooks, [words.url, words.events, words.state], rows)}
    ${hasScope(visit.scopes, 'webhooks:write') ? drawForm(visit) : ''}`
  return c.html(drawSettings(visit, 'webhooks', readSaid(c), body))
}

function drawState(visit: Visit, { is_enabled }: EndpointRow): Html {
  const words = settingsWords[visit.language]
  return html`<span class="badge ${is_enabled ? 'good' : ''}">${is_enabled ? words.enabled : words.disabled}</span>`
}

function drawForm(visit: Visit): Html {
  const words = settingsWords[visit.language]
  return html`<form class="card fields" method="post" action="${PATH}">
    <label>${words.url}<input type="url" name="url" required maxlength="2048" placeholder="https://"></label>
    <details><summary>${words.events}: ${words.eventsHint}</summary><div class="checks">${EVENT_TYPES.map(
      (type) =>
        html`<label class="check"><input type="checkbox" name="events" value="${type}">${type}</label>`,
    )}</div></details>
    <div><button class="primary">${words.add}</button></div></form>`
}

async function showOne(
  ctx: Context,
  c: PageContext<ConsoleEnv>,
  id: string,
  secret: string | null,
): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'webhooks:read')
  const words = settingsWords[visit.language]
  const endpoint = await getEndpoint(ctx, visit.caller.workspaceId, id)
  const query = { state: null, before: null, limit: SHOWN }
  const deliveries = await listDeliveries(ctx, visit.caller.workspaceId, id, query)
  const mayWrite = hasScope(visit.scopes, 'webhooks:write')
  const path = `${PATH}/${id}`
  const moves = html`<div class="actions">${drawAction(`${path}/test`, words.test, {}, 'primary')}
    ${drawAction(`${path}/enabled`, endpoint.is_enabled ? words.disable : words.enable, { is_enabled: String(!endpoint.is_enabled) })}
    ${drawAction(`${path}/rotate`, words.rotate)}${drawCareful(visit, `${path}/delete`, words.remove)}</div>`
  const body = html`<p><a href="${PATH}" aria-keyshortcuts="u">${words.back}</a></p>
    ${secret === null ? '' : drawSecret(words.secretOnce, secret)}
    <section class="card stack"><div class="row"><h3>${endpoint.url}</h3>${drawState(visit, endpoint)}</div>
      <p class="muted">${endpoint.events.length === 0 ? words.all : endpoint.events.join(', ')}</p>${mayWrite ? moves : ''}</section>
    <h3>${words.deliveries}</h3>${
      deliveries.length === 0
        ? html`<p class="card muted">${words.noDeliveries}</p>`
        : drawTable(
            words.deliveries,
            [words.when, words.events, words.attempt, words.answer, words.took, words.state],
            deliveries.map((one) => drawDelivery(visit, path, one, mayWrite)),
          )
    }`
  return c.html(drawSettings(visit, 'webhooks', readSaid(c), body))
}

function drawDelivery(visit: Visit, path: string, one: WebhookDelivery, mayWrite: boolean): Html {
  const words = settingsWords[visit.language]
  return html`<tr><td>${formatInstant(visit, new Date(one.created_at))}</td><td>${one.event_type}</td><td>${one.attempt}</td>
    <td>${one.response_status ?? one.error ?? '–'}</td><td>${one.took_ms} ms</td>
    <td><div class="actions"><span class="badge ${BADGES[one.state]}">${words.deliveryStates[one.state]}</span>
      ${mayWrite ? drawAction(`${path}/redeliver`, words.redeliver, { delivery: one.id }) : ''}</div></td></tr>`
}

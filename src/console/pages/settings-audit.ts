import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { Temporal } from 'temporal-polyfill'
import { listKeys } from '../../access/change-key.ts'
import { type AuditEntry, type AuditFilter, readAudit } from '../../access/read-audit.ts'
import { listMembers } from '../../access/read-members.ts'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { Instant } from '../../domain/instant.ts'
import { cleanText } from '../../domain/text.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { drawSettings, drawTable } from '../settings/draw-settings.ts'
import { boardWords } from '../words/board.ts'
import { settingsWords } from '../words/settings.ts'

const PATH = '/console/settings/audit'
const SHOWN = 50
const MOST_CHOICES = 500
const FIELDS = ['action', 'actor', 'subject', 'from', 'until'] as const
type Fields = Record<(typeof FIELDS)[number], string>

/** Who changed what, newest first. */
export function auditSettings(ctx: Context) {
  return new Hono<ConsoleEnv>().get(PATH, (c) => show(ctx, c))
}

async function show(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'audit:read')
  const words = settingsWords[visit.language]
  const { workspaceId } = visit.caller
  const fields = Object.fromEntries(
    FIELDS.map((name) => [
      name,
      cleanText(c.req.query(name) ?? '')
        .trim()
        .slice(0, 100),
    ]),
  ) as Fields
  const [rows, members, keys] = await Promise.all([
    readAudit(ctx, workspaceId, filterOf(visit, fields), c.req.query('before') ?? null, SHOWN + 1),
    listMembers(ctx, workspaceId, { after: null, limit: MOST_CHOICES }),
    hasScope(visit.scopes, 'keys:read') ? listKeys(ctx, workspaceId, null, MOST_CHOICES) : [],
  ])
  const { by } = boardWords[visit.language]
  const names = new Map([
    ...members.map(({ id, name }) => [id, name] as const),
    ...keys.map(({ id, name }) => [id, `${by.api_key} · ${name}`] as const),
  ])
  const shown = rows.slice(0, SHOWN)
  const older = new URLSearchParams({ ...fields, before: shown.at(-1)?.id ?? '' })
  const body = html`<p class="muted">${words.auditLead}</p>${drawFilter(visit, fields, names)}
    ${
      shown.length === 0
        ? html`<p class="card muted">${words.nothingFound}</p>`
        : drawTable(
            words.parts.audit,
            [words.when, words.action, words.actor, words.subject, words.details],
            shown.map((entry) => drawEntry(visit, entry, names)),
          )
    }${rows.length > SHOWN ? html`<p><a class="button" href="${PATH}?${older}">${words.older}</a></p>` : ''}`
  return c.html(drawSettings(visit, 'audit', null, body))
}

function filterOf(visit: Visit, { action, actor, subject, from, until }: Fields): AuditFilter {
  return {
    ...(action === '' ? {} : { action }),
    ...(actor === '' ? {} : { actor_id: actor }),
    ...(subject === '' ? {} : { subject_id: subject }),
    ...dayOf(visit, 'from', from, 0),
    ...dayOf(visit, 'until', until, 1),
  }
}

/** The beginning of the day so many after the given one, in the workspace's time zone; nothing for what is no day. */
function dayOf({ workspace }: Visit, name: 'from' | 'until', day: string, after: number): AuditFilter {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return {}
  try {
    const date = Temporal.PlainDate.from(day).add({ days: after })
    const start = date.toZonedDateTime(workspace.timeZone).toInstant().toString()
    return Instant.safeParse(start).success ? { [name]: start } : {}
  } catch {
    return {}
  }
}

function drawFilter(visit: Visit, fields: Fields, names: ReadonlyMap<string, string>): Html {
  const words = settingsWords[visit.language]
  return html`<form class="filters" method="get" action="${PATH}">
    <label>${words.action}<input name="action" value="${fields.action}" placeholder="draft.approved"></label>
    <label>${words.actor}<select name="actor"><option value="">${words.anybody}</option>${[...names].map(
      ([id, name]) => html`<option value="${id}" ${id === fields.actor ? 'selected' : ''}>${name}</option>`,
    )}</select></label>
    <label>${words.subject}<input name="subject" value="${fields.subject}"></label>
    <label>${words.from}<input type="date" name="from" value="${fields.from}"></label>
    <label>${words.until}<input type="date" name="until" value="${fields.until}"></label>
    <button>${words.filter}</button></form>`
}

function drawEntry(visit: Visit, entry: AuditEntry, names: ReadonlyMap<string, string>): Html {
  const { kind, id } = entry.actor
  const by = boardWords[visit.language].by
  const actor = names.get(id) ?? `${by[kind as keyof typeof by] ?? kind} · ${id}`
  const details = Object.entries(entry.details)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
  return html`<tr><td>${formatInstant(visit, new Date(entry.created_at))}</td><td><code>${entry.action}</code></td><td>${actor}</td>
    <td class="details">${names.get(entry.subject_id) ?? entry.subject_id}</td><td class="details">${details}</td></tr>`
}

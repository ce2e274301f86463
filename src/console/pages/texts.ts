import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { LANGUAGES, Language } from '../../domain/language.ts'
import { type QuickReply, QuickReplyInput } from '../../domain/quick-reply.ts'
import { renderTemplate } from '../../domain/render-template.ts'
import type { Variables } from '../../domain/template.ts'
import {
  changeQuickReply,
  createQuickReply,
  deleteQuickReply,
  listQuickReplies,
} from '../../words/change-quick-replies.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import { drawPage, type Html } from '../draw-page.ts'
import { drawTabs } from '../draw-tabs.ts'
import { drawSaid } from '../settings/draw-settings.ts'
import { makeChange, readSaid } from '../settings/make-change.ts'
import { reviewWords } from '../words/review.ts'
import { textsWords } from '../words/texts.ts'

const PATH = '/console/words'
const SHOWN = 200
const PICKED = 20
/** What a new quick reply is put under. */
const GROUP = { pt: 'geral', es: 'general', en: 'general' } as const
const Revision = z.coerce.number().int()

/** Words that people send often, and the way to those that go out by themselves. */
export function textPages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, (c) => showReplies(ctx, c))
    .get('/console/quick-replies', (c) => pick(ctx, c))
    .post(`${PATH}/replies`, (c) =>
      makeChange(c, 'quick_replies:write', PATH, ({ caller }, form) =>
        createQuickReply(ctx, caller, QuickReplyInput.parse(Object.fromEntries(form))),
      ),
    )
    .post(`${PATH}/replies/:id`, (c) =>
      makeChange(c, 'quick_replies:write', PATH, ({ caller }, form) => {
        const { revision, ...input } = Object.fromEntries(form)
        const parsed = QuickReplyInput.parse(input)
        return changeQuickReply(ctx, caller, c.req.param('id'), Revision.parse(revision), parsed)
      }),
    )
    .post(`${PATH}/replies/:id/delete`, (c) =>
      makeChange(c, 'quick_replies:write', PATH, ({ caller }, form) =>
        deleteQuickReply(ctx, caller, c.req.param('id'), Revision.parse(form.get('revision'))),
      ),
    )
}

/** A part of the page about words, between its tabs. */
export function drawTexts(visit: Visit, open: 'replies' | 'templates' | 'rules', body: Html): Html {
  const words = textsWords[visit.language]
  const tabs = [
    { name: 'replies', path: PATH, scope: 'threads:read' },
    { name: 'templates', path: `${PATH}/templates`, scope: 'templates:read' },
    { name: 'rules', path: '/console/settings/rules/replies/current', scope: 'rules:read' },
  ] as const
  const shown = tabs
    .filter(({ scope }) => hasScope(visit.scopes, scope))
    .map(({ name, path }) => ({ path, text: words.tabs[name], isOpen: name === open }))
  const head = html`<div class="page-head"><h1>${words.title}</h1>${drawTabs(words.title, shown)}</div>`
  return drawPage(visit, {
    title: words.title,
    active: 'words',
    body: html`${head}<div class="stack">${body}</div>`,
  })
}

async function showReplies(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'threads:read')
  const words = textsWords[visit.language]
  const filter = { language: null, category: null, shortcut: null, after: null, limit: SHOWN }
  const replies = await listQuickReplies(ctx, visit.caller.workspaceId, filter)
  const mayWrite = hasScope(visit.scopes, 'quick_replies:write')
  const list =
    replies.length === 0
      ? html`<div class="empty card">${drawIcon('zap')}<h2>${words.noReplies}</h2><p>${words.noRepliesLead}</p></div>`
      : html`<ul class="stack entries">${replies.map((reply) => html`<li>${drawReply(visit, reply, mayWrite)}</li>`)}</ul>`
  const body = html`<p class="muted">${words.repliesLead}</p>${drawSaid(visit, readSaid(c))}${list}
    ${mayWrite ? html`<form class="card fields" method="post" action="${PATH}/replies">${drawFields(visit, null)}<div><button class="primary">${words.add}</button></div></form>` : ''}`
  return c.html(drawTexts(visit, 'replies', body))
}

function drawReply(visit: Visit, reply: QuickReply, mayWrite: boolean): Html {
  const words = textsWords[visit.language]
  const path = `${PATH}/replies/${reply.id}`
  const head = html`<strong>${reply.shortcut}</strong> <span class="badge">${reviewWords[visit.language].languages[reply.language]}</span>
    <span class="badge">${reply.category}</span> <span class="muted">${reply.text.slice(0, 120)}</span>`
  if (!mayWrite) return html`<div class="card entry">${head}</div>`
  return html`<details class="card source"><summary>${head}</summary>
    <form class="fields" method="post" action="${path}"><input type="hidden" name="revision" value="${reply.revision}">${drawFields(visit, reply)}
      <div class="actions"><button class="primary">${words.save}</button><button class="danger end" formaction="${path}/delete" formnovalidate>${words.remove}</button></div></form></details>`
}

function drawFields(visit: Visit, reply: QuickReply | null): Html {
  const words = textsWords[visit.language]
  const { languages } = reviewWords[visit.language]
  const chosen = reply?.language ?? visit.language
  return html`<div class="pair"><label>${words.shortcut}<input name="shortcut" value="${reply?.shortcut ?? ''}" required maxlength="50" placeholder="/"><span class="hint">${words.shortcutHint}</span></label>
      <label>${words.language}<select name="language">${LANGUAGES.map(
        (language) =>
          html`<option value="${language}" ${language === chosen ? 'selected' : ''}>${languages[language]}</option>`,
      )}</select></label>
      <label>${words.category}<input name="category" value="${reply?.category ?? GROUP[visit.language]}" required maxlength="50"></label></div>
    <label>${words.text}<textarea name="text" rows="3" required maxlength="4096">${reply?.text ?? ''}</textarea></label>`
}

/** Those that fit what was typed, to be put where somebody writes; `for` is the name of whoever gets them. */
async function pick(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'threads:read')
  const words = textsWords[visit.language]
  const asked = (c.req.query('q') ?? '').trim().toLocaleLowerCase()
  const language = Language.safeParse(c.req.query('language')).data ?? null
  const filter = { language: null, category: null, shortcut: null, after: null, limit: SHOWN }
  const replies = await listQuickReplies(ctx, visit.caller.workspaceId, filter)
  const found = replies
    .filter(({ shortcut, text }) => `${shortcut} ${text}`.toLocaleLowerCase().includes(asked))
    // The customer's language first.
    .sort((a, b) => Number(b.language === language) - Number(a.language === language))
    .slice(0, PICKED)
  if (found.length === 0) return c.html(html`<p class="hint">${words.nothing}</p>`)
  const name = (c.req.query('for') ?? '').trim()
  const values: Variables = name === '' ? {} : { name, first_name: name.split(/\s+/)[0]! }
  return c.html(
    html`${found.map(
      (
        { shortcut, text },
        at,
      ) => html`<button type="button" class="quiet" role="option" aria-selected="${at === 0 ? 'true' : 'false'}"
        data-inserts="${renderTemplate({ header: null, body: text, footer: null }, values).text}"><kbd>${shortcut}</kbd><span>${text.slice(0, 90)}</span></button>`,
    )}`,
  )
}

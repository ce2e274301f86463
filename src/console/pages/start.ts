import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { DEFAULT_WORKSPACE } from '../../access/ensure-default-workspace.ts'
import { hasScope, type Scope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { playExamples } from '../../demo/play-examples.ts'
import { Surface } from '../../domain/assessment.ts'
import { cleanText } from '../../domain/text.ts'
import { tryMessage } from '../../pipeline/try-message.ts'
import { type FirstSteps, readFirstSteps } from '../../reports/read-first-steps.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import { drawPage, type Html } from '../draw-page.ts'
import { drawTried, drawTryForm } from '../start/draw-trial.ts'
import { type startWords as StartWords, startWords } from '../words/start.ts'

type StepName = keyof (typeof StartWords)['pt']['steps']

const STEPS: readonly {
  readonly name: StepName
  readonly path: string
  readonly icon: string
  readonly scope: Scope
  readonly isDone: (steps: FirstSteps) => boolean
}[] = [
  {
    name: 'playground',
    path: '/console/playground',
    icon: 'play',
    scope: 'classify',
    isDone: (s) => s.hasMessage,
  },
  {
    name: 'knowledge',
    path: '/console/knowledge/imports',
    icon: 'book-open',
    scope: 'kb:write',
    isDone: (s) => s.hasKnowledge,
  },
  {
    name: 'channel',
    path: '/console/settings/channels',
    icon: 'radio',
    scope: 'channels:write',
    isDone: (s) => s.hasChannel,
  },
  {
    name: 'people',
    path: '/console/settings/members',
    icon: 'users',
    scope: 'members:write',
    isDone: (s) => s.hasColleague,
  },
  {
    name: 'review',
    path: '/console/review',
    icon: 'check-square',
    scope: 'drafts:read',
    isDone: (s) => s.hasReview,
  },
]

/** The first day, step by step, and a place to try a message. */
export function startPages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get('/console/start', (c) => showStart(ctx, c))
    .post('/console/start/examples', async (c) => {
      assertMay(c.get('visit'), 'channels:write')
      const sent = mayPlay(ctx, c.get('visit')) ? await playExamples(ctx, c.get('visit').caller) : 0
      return c.redirect(`/console/start?sent=${sent}`, 303)
    })
    .get('/console/playground', (c) => showPlayground(ctx, c))
}

/** Examples go only where the example shop is. */
function mayPlay({ config }: Context, { workspace, scopes }: Visit): boolean {
  return config.isDemoOn && workspace.id === DEFAULT_WORKSPACE && hasScope(scopes, 'channels:write')
}

async function showStart(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'channels:write')
  const words = startWords[visit.language]
  const steps = await readFirstSteps(ctx, visit.caller.workspaceId)
  const sent = Number(c.req.query('sent') ?? 0)
  const body = html`<div class="page-head"><h1>${words.title}</h1></div><div class="stack start"><p class="muted">${words.lead}</p>
    ${sent > 0 ? html`<p class="note good" role="status">${words.sent(sent)}</p>` : ''}
    <ol class="stack">${STEPS.filter(({ scope }) => hasScope(visit.scopes, scope)).map(
      (
        { name, path, icon, isDone },
        at,
      ) => html`<li class="card step"><span class="step-mark">${drawIcon(isDone(steps) ? 'check' : icon)}</span>
      <div><h2>${at + 1}. ${words.steps[name]} ${isDone(steps) ? html`<span class="badge good">${words.done}</span>` : ''}</h2><p class="muted">${words.about[name]}</p></div>
      <a class="button ${isDone(steps) ? '' : 'primary'}" data-item href="${path}">${words.go[name]}</a></li>`,
    )}</ol>${mayPlay(ctx, visit) ? drawExamples(visit) : ''}</div>`
  return c.html(drawPage(visit, { title: words.title, active: 'start', body }))
}

function drawExamples(visit: Visit): Html {
  const words = startWords[visit.language]
  return html`<form class="card stack" method="post" action="/console/start/examples"><h2>${words.examplesTitle}</h2>
    <p class="muted">${words.examplesLead}</p><div><button>${drawIcon('send')}${words.examples}</button></div></form>`
}

async function showPlayground(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'classify')
  const words = startWords[visit.language]
  const text = cleanText(c.req.query('text') ?? '').slice(0, 2000)
  const surface = Surface.catch('dm').parse(c.req.query('surface'))
  const tried = text.trim() === '' ? null : await tryMessage(ctx, visit.caller.workspaceId, { text, surface })
  const body = html`<div class="page-head"><h1>${words.playgroundTitle}</h1></div>
    <div class="stack"><p class="muted">${words.playgroundLead}</p>${drawTryForm(visit, text, surface)}
    ${tried === null ? '' : drawTried(visit, tried)}</div>`
  return c.html(drawPage(visit, { title: words.playgroundTitle, active: 'playground', body }))
}

import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { changeWorkspace } from '../../access/change-workspace.ts'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { WorkspaceSettingsInput } from '../../domain/workspace.ts'
import { forWorkspace } from '../../inference/for-workspace.ts'
import type { Models } from '../../inference/models.ts'
import { readModelChoices } from '../../inference/read-model-choices.ts'
import { type ChatTest, testChatModel } from '../../inference/test-chat-model.ts'
import { readEmbedding } from '../../knowledge/read-embedding.ts'
import { countProviderUse, type ProviderUse } from '../../reports/count-provider-use.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatFigure } from '../reports/format-figure.ts'
import { drawEmbedding, drawModelChoices } from '../settings/draw-model-choices.ts'
import { drawSettings } from '../settings/draw-settings.ts'
import { makeChange, readSaid } from '../settings/make-change.ts'
import { settingsWords } from '../words/settings.ts'

const PATH = '/console/settings/provider'
const USE_DAYS = 30

/** What answers, whether it can be reached, and how much it is used. */
export function providerSettings(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, (c) => show(ctx, c, null))
    .post(PATH, async (c) => {
      assertMay(c.get('visit'), 'workspaces:write')
      const { chat } = ctx.models
      return show(ctx, c, chat === null ? null : await testChatModel(chat))
    })
    .post(`${PATH}/models`, (c) =>
      makeChange(c, 'workspaces:write', PATH, async ({ caller }, form) => {
        const given = Object.entries(Object.fromEntries(form)).map(([name, side]) => [name, side || null])
        const settings = WorkspaceSettingsInput.parse(Object.fromEntries(given))
        await changeWorkspace(ctx, caller, caller.workspaceId, { settings })
      }),
    )
}

async function show(ctx: Context, c: PageContext<ConsoleEnv>, tested: ChatTest | null): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'workspaces:read')
  const since = new Date(ctx.clock().getTime() - USE_DAYS * 86_400_000)
  const { workspaceId } = visit.caller
  const use = await countProviderUse(ctx, workspaceId, since)
  const { models } = await forWorkspace(ctx, workspaceId)
  const choices = await readModelChoices(ctx, workspaceId)
  const mayWrite = hasScope(visit.scopes, 'workspaces:write')
  const body = html`${drawEmbedding(visit, await readEmbedding(ctx, workspaceId), PATH)}
    ${drawModelChoices(visit, choices, `${PATH}/models`, mayWrite)}${drawProvider(ctx, visit, tested)}
    ${drawUse(visit, use)}${drawModels(models, visit)}`
  return c.html(drawSettings(visit, 'provider', readSaid(c), body))
}

function drawProvider({ config, models }: Context, visit: Visit, tested: ChatTest | null): Html {
  const words = settingsWords[visit.language]
  if (config.provider === null || models.chat === null) {
    return html`<section class="card stack"><p>${words.providerNone}</p><p class="muted">${words.providerLead}</p></section>`
  }
  const said =
    tested === null
      ? ''
      : html`<p class="note ${tested.ok ? 'good' : 'bad'}" role="status">${tested.ok ? words.testOk(tested.tookMs) : words.testFailed[tested.failure]}</p>`
  const button = html`<form method="post" action="${PATH}"><button class="primary" aria-keyshortcuts="t">${drawIcon('zap')}${words.testProvider}<kbd>t</kbd></button></form>`
  return html`<section class="card stack">${said}<p class="muted">${words.providerLead}</p><dl class="facts">
      <div><dt>${words.provider}</dt><dd>${config.provider.baseUrl ?? 'api.openai.com'}</dd></div>
      <div><dt>${words.model}</dt><dd>${config.provider.model}</dd></div></dl>
    ${hasScope(visit.scopes, 'workspaces:write') ? button : ''}</section>`
}

function drawUse(visit: Visit, { decided, withProvider, medianMs }: ProviderUse): Html {
  const words = settingsWords[visit.language]
  const took = medianMs === null ? null : medianMs / 1000
  return html`<section class="card stack"><h3>${words.use}</h3><dl class="tiles">
      <div><dt>${words.useAll}</dt><dd>${formatFigure(visit, 'count', decided)}</dd></div>
      <div><dt>${words.useDrafts}</dt><dd>${formatFigure(visit, 'count', withProvider)}</dd></div>
      <div><dt>${words.useTook}</dt><dd>${formatFigure(visit, 'duration', took)}</dd></div></dl>
    <p class="muted">${words.useNote}</p></section>`
}

function drawModels(models: Models, visit: Visit): Html {
  const words = settingsWords[visit.language]
  const rows = [
    [words.embedder, models.embedder.id],
    [words.classifier, models.classifier.id],
    [words.ranker, models.ranker.id],
    ...(models.moderator === null ? [] : [[words.moderator, models.moderator.id]]),
  ]
  return html`<section class="card stack"><h3>${words.models}</h3><dl class="facts">${rows.map(
    ([name, id]) => html`<div><dt>${name}</dt><dd><code>${id}</code></dd></div>`,
  )}</dl></section>`
}

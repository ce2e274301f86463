import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import { putChannel } from '../../assurance/put-channel.ts'
import type { Context } from '../../context.ts'
import { ChannelInput } from '../../domain/channel.ts'
import { CHANNEL_KINDS, ChannelMode } from '../../domain/message.ts'
import { ExternalId, textField } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { getChannel, listChannels } from '../../inbox/read-channels.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { drawSettings, drawTable } from '../settings/draw-settings.ts'
import { makeChange, readSaid } from '../settings/make-change.ts'
import { channelKindWords } from '../words/channel-kinds.ts'
import { settingsWords } from '../words/settings.ts'

const PATH = '/console/settings/channels'
const SHOWN = 200

type Channel = Awaited<ReturnType<typeof listChannels>>[number]

/** Where messages come from, and how far Recado may go in each place. */
export function channelSettings(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, (c) => show(ctx, c))
    .post(PATH, (c) =>
      makeChange(c, 'channels:write', PATH, async (visit, form) => {
        const { id, settle, ...rest } = Object.fromEntries(form)
        const settleMs = settle === undefined || settle === '' ? {} : { settle_ms: Number(settle) * 1000 }
        const input = ChannelInput.parse({ ...rest, ...settleMs })
        await putChannel(ctx, visit.caller, ExternalId.parse(id), input)
      }),
    )
    .post(`${PATH}/mode`, (c) =>
      makeChange(c, 'channels:write', PATH, async (visit, form) => {
        const mode = ChannelMode.parse(form.get('mode'))
        const override = mode === 'auto' ? readOverride(visit, form.get('reason')) : {}
        const { id, kind } = await getChannel(ctx, visit.caller.workspaceId, String(form.get('id')))
        await putChannel(ctx, visit.caller, id, { kind, mode, ...override })
      }),
    )
}

/** As in the API: a reason goes around the gate of `auto`, for those who may. */
function readOverride(visit: Visit, given: FormDataEntryValue | null): Pick<ChannelInput, 'override'> {
  if (given === null || given === '') return {}
  if (!hasScope(visit.scopes, 'channels:override'))
    throw new AppError('forbidden', 'This needs a role with the scope channels:override')
  return { override: { reason: textField(1, 1000).parse(given) } }
}

async function show(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'channels:read')
  const words = settingsWords[visit.language]
  const channels = await listChannels(ctx, visit.caller.workspaceId, null, SHOWN)
  const mayWrite = hasScope(visit.scopes, 'channels:write')
  const body = html`<p class="muted">${words.channelsLead}</p>
    ${
      channels.length === 0
        ? html`<p class="card muted">${words.noChannels}</p>`
        : drawTable(
            words.parts.channels,
            [words.channel, words.kind, words.mode],
            channels.map((channel) => drawChannel(visit, channel, mayWrite)),
          )
    }
    ${mayWrite ? drawForm(visit) : ''}`
  return c.html(drawSettings(visit, 'channels', readSaid(c), body))
}

function drawChannel(visit: Visit, { id, kind, mode }: Channel, mayWrite: boolean): Html {
  const words = settingsWords[visit.language]
  const choice = html`<form class="row" method="post" action="${PATH}/mode"><input type="hidden" name="id" value="${id}">
    <select name="mode" aria-label="${words.mode}: ${id}">${ChannelMode.options.map(
      (one) => html`<option value="${one}" ${one === mode ? 'selected' : ''}>${words.modes[one]}</option>`,
    )}</select>${
      hasScope(visit.scopes, 'channels:override') && mode !== 'auto'
        ? html`<input name="reason" maxlength="1000" aria-label="${words.overrideReason}: ${id}" placeholder="${words.overrideReason}">`
        : ''
    }<button class="small">${words.save}</button></form>`
  return html`<tr><th scope="row">${id}</th><td>${channelKindWords[visit.language][kind]}</td><td>${mayWrite ? choice : words.modes[mode]}</td></tr>`
}

function drawForm(visit: Visit): Html {
  const words = settingsWords[visit.language]
  return html`<form class="card fields" method="post" action="${PATH}"><div class="pair">
      <label>${words.channelId}<input name="id" required maxlength="255"></label>
      <label>${words.kind}<select name="kind">${CHANNEL_KINDS.map(
        (kind) => html`<option value="${kind}">${channelKindWords[visit.language][kind]}</option>`,
      )}</select></label>
      <label>${words.mode}<select name="mode">${ChannelMode.options.map(
        (mode) =>
          html`<option value="${mode}" ${mode === 'draft' ? 'selected' : ''}>${words.modes[mode]}</option>`,
      )}</select></label>
      <label>${words.settle}<input name="settle" type="number" min="0" max="60" value="2"></label></div>
    <div><button class="primary">${words.add}</button></div></form>`
}

import { html } from 'hono/html'
import type { GoLive } from '../../assurance/read-go-live.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { formatFigure } from '../reports/format-figure.ts'
import { drawAction } from '../settings/draw-settings.ts'
import { qualityWords } from '../words/quality.ts'
import { settingsWords } from '../words/settings.ts'

/** Each channel with what it still lacks to answer by itself, or how it keeps its promise. */
export function drawGoLive(visit: Visit, channels: readonly GoLive[], maySwitch: boolean): Html {
  const words = qualityWords[visit.language]
  if (channels.length === 0)
    return html`<div class="empty card">${drawIcon('radio')}<h2>${words.noChannels}</h2><p>${words.noChannelsLead}</p></div>`
  return html`<p class="muted">${words.liveLead}</p>${channels.map((one) => drawChannel(visit, one, maySwitch))}`
}

function drawChannel(visit: Visit, one: GoLive, maySwitch: boolean): Html {
  const words = qualityWords[visit.language]
  const share = (value: number | null) => formatFigure(visit, 'share', value)
  const isLive = one.mode === 'auto'
  const button = isLive
    ? drawAction('/console/quality/mode', words.back, { id: one.channel_id, mode: 'draft' })
    : one.is_met
      ? drawAction('/console/quality/mode', words.go, { id: one.channel_id, mode: 'auto' }, 'primary')
      : ''
  return html`<section class="card stack"><div class="row"><h2>${one.channel_id}</h2><span class="badge">${settingsWords[visit.language].modes[one.mode]}</span>
      <span class="badge ${one.is_met || isLive ? 'good' : ''}">${isLive ? words.live : one.is_met ? words.met : words.notMet}</span></div>
    <dl class="tiles"><div><dt>${words.promise}</dt><dd>${share(one.max_error)}</dd></div>
      <div><dt>${words.cases}</dt><dd>${one.cases}</dd></div>
      <div><dt>${words.coverage}</dt><dd>${share(one.coverage)}</dd></div>
      <div><dt>${words.bound}</dt><dd>${share(one.bound)}</dd></div></dl>
    ${
      isLive
        ? drawLive(visit, one.live)
        : html`<progress max="${one.needed}" value="${Math.min(one.cases, one.needed)}" aria-label="${words.cases}"></progress>
      <ul>${one.lacking.map(({ code }) => html`<li>${words.lacks[code](one.cases, one.needed)}</li>`)}</ul>`
    }
    ${maySwitch ? button : ''}</section>`
}

function drawLive(visit: Visit, live: GoLive['live']): Html | '' {
  if (live === null) return ''
  const words = qualityWords[visit.language]
  return html`<p>${words.live} ${words.since(formatInstant(visit, new Date(live.since)))} · ${words.liveWrong(live.wrong, live.reviewed)}${live.is_paused ? html` · <strong>${words.paused}</strong>` : ''}</p>`
}

import { html } from 'hono/html'
import type { Visit } from '../console-env.ts'
import { drawPage, type Html } from '../draw-page.ts'
import { drawTabs } from '../draw-tabs.ts'
import { qualityWords } from '../words/quality.ts'

export const QUALITY_PATH = '/console/quality'
const PATHS = {
  live: QUALITY_PATH,
  evals: `${QUALITY_PATH}/evals`,
  cases: `${QUALITY_PATH}/cases`,
  samples: `${QUALITY_PATH}/samples`,
  agreement: `${QUALITY_PATH}/agreement`,
} as const
type QualityPart = keyof typeof PATHS

/** A part of the quality between its tabs. */
export function drawQuality(visit: Visit, open: QualityPart, body: Html): Html {
  const words = qualityWords[visit.language]
  const tabs = (Object.keys(PATHS) as QualityPart[]).map((name) => ({
    path: PATHS[name],
    text: words.tabs[name],
    isOpen: name === open,
  }))
  return drawPage(visit, {
    title: words.title,
    active: 'quality',
    body: html`<div class="page-head"><h1>${words.title}</h1>${drawTabs(words.title, tabs)}</div><div class="stack">${body}</div>`,
  })
}

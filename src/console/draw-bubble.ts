import { html } from 'hono/html'
import type { Attachment } from '../domain/message.ts'
import type { Visit } from './console-env.ts'
import { drawIcon } from './draw-icon.ts'
import type { Html } from './draw-page.ts'
import { timelineWords } from './words/timeline.ts'

interface Said {
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly isEdited: boolean
  readonly isDeleted: boolean
}

/** A message as its readers see it: its words, what came with them, and whether its author changed or took it back. */
export function drawBubble(visit: Visit, { text, attachments, isEdited, isDeleted }: Said): Html {
  const words = timelineWords[visit.language]
  if (isDeleted) return html`<p class="muted">${words.deleted}</p>`
  return html`<p>${text}${isEdited ? html` <small class="muted">(${words.edited})</small>` : ''}${attachments.map(
    ({ kind }) => html` <span class="badge">${drawIcon('paperclip')}${words.attachments[kind]}</span>`,
  )}</p>`
}

import { type Band, bandOf } from '../domain/qa-sample.ts'
import { drawLot } from './draw-lot.ts'

export interface SentReply {
  readonly draftId: string
  readonly messageId: string
  readonly language: string
  readonly channelId: string
  readonly confidence: number
  readonly template: string
}

export interface Chosen {
  readonly draftId: string
  readonly drawn: 'lot' | 'stratum'
  /** Reviewers that it needs. */
  readonly needed: number
}

export interface Shares {
  /** Of what was sent, 0–1. */
  readonly share: number
  /** Of the samples: judged by two, 0–1. */
  readonly doubleShare: number
}

/** So many times as long as the lot needs on average, a kind is passed over at most. */
const PATIENCE = 2

export function stratumOf({ language, channelId, confidence, template }: SentReply): string {
  const band: Band = bandOf(confidence)
  return JSON.stringify([language, channelId, band, template])
}

/**
 * Which of the replies, in the order in which they went out, people judge: a lot by the id of the message, so that each has
 * the same chance and a restart draws the same, and one of every kind (language, channel, confidence, template) that the
 * lot passed over for long. `passed` counts the replies of each kind since the last drawn, and is carried on.
 */
export function chooseSamples(
  replies: readonly SentReply[],
  passed: Map<string, number>,
  { share, doubleShare }: Shares,
): Chosen[] {
  if (share === 0) return []
  return replies.flatMap((reply): Chosen[] => {
    const stratum = stratumOf(reply)
    const since = (passed.get(stratum) ?? 0) + 1
    const isByLot = drawLot('sample', reply.messageId, share)
    const isDrawn = isByLot || since >= PATIENCE / share
    passed.set(stratum, isDrawn ? 0 : since)
    if (!isDrawn) return []
    const needed = drawLot('double', reply.messageId, doubleShare) ? 2 : 1
    return [{ draftId: reply.draftId, drawn: isByLot ? 'lot' : 'stratum', needed }]
  })
}

import { z } from 'zod'

/** What moderation looks at, in the order in which it is told. */
export const SIGNALS = [
  'classifier',
  'words',
  'links',
  'repetition',
  'sender',
  'provider',
  'images',
  'voice',
] as const
export const SignalName = z.enum(SIGNALS)
export type SignalName = z.infer<typeof SignalName>

const Score = z.number().min(0).max(1)

/** What one signal says: a score with what it is made of, or why there is none. Zero means: looked at, nothing found. */
export const SignalResult = z
  .discriminatedUnion('status', [
    z.object({
      signal: SignalName,
      status: z.literal('scored'),
      score: Score.describe('The highest of its aspects'),
      aspects: z.record(z.string(), Score),
    }),
    z.object({ signal: SignalName, status: z.literal('not_examined'), reason: z.string() }),
    z.object({ signal: SignalName, status: z.literal('failed'), reason: z.string() }),
  ])
  .meta({ id: 'SignalResult' })
export type SignalResult = z.infer<typeof SignalResult>

/** Least pressing first. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const
export const Severity = z.enum(SEVERITIES)
export type Severity = z.infer<typeof Severity>

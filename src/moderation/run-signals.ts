import type { SignalResult } from '../domain/signal.ts'
import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { classifier } from './signals/classifier.ts'
import { images } from './signals/images.ts'
import { links } from './signals/links.ts'
import { provider } from './signals/provider.ts'
import { repetition } from './signals/repetition.ts'
import { sender } from './signals/sender.ts'
import type { Signal, SignalContext, SignalInput } from './signals/signal.ts'
import { voice } from './signals/voice.ts'
import { words } from './signals/words.ts'

/** In the order of `SIGNALS`, which is the order of the results. */
export const ALL_SIGNALS: readonly Signal[] = [
  classifier,
  words,
  links,
  repetition,
  sender,
  provider,
  images,
  voice,
]

/** What every signal says of a message. One that fails says so, and the others go on. */
export function runSignals(
  ctx: SignalContext & { readonly logger: Logger },
  input: SignalInput,
  abort?: AbortSignal,
  signals: readonly Signal[] = ALL_SIGNALS,
): Promise<SignalResult[]> {
  return Promise.all(
    signals.map(async (signal): Promise<SignalResult> => {
      try {
        return await signal.examine(ctx, input, abort)
      } catch (error) {
        ctx.logger.error({ signal: signal.name, err: nameError(error) }, 'a moderation signal failed')
        return { signal: signal.name, status: 'failed', reason: 'error' }
      }
    }),
  )
}

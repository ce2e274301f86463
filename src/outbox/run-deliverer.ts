import { nameError } from '../errors.ts'
import { makePause } from '../make-pause.ts'
import { type DeliveryContext, deliverPending } from './deliver-pending.ts'
import { openTransport, type Transport } from './open-transport.ts'
import { purgeExpired } from './purge-expired.ts'

export interface DelivererContext extends DeliveryContext {
  readonly config: { readonly allowsPrivateWebhooks: boolean }
}

export interface Deliverer {
  /** Looks for what is due now, rather than at the next poll. */
  wake(): void
  /** Waits a moment for the answers to what was sent, and releases what has none yet. */
  stop(): Promise<void>
}

interface DelivererOptions {
  readonly transport?: Transport
  readonly pollMs?: number
  /** How long `stop` waits for answers. */
  readonly drainMs?: number
}

const POLL_MS = 500
const DRAIN_MS = 5000
const PURGE_EVERY_MS = 3600_000
/** Waiting for an answer costs nearly nothing: this many endpoints may be slow at once before others feel it. */
const SLOW_ENDPOINTS = 16

/** Delivers up to `concurrency` events at a time to each endpoint until stopped; 0 delivers nothing. */
export function runDeliverer(
  ctx: DelivererContext,
  concurrency: number,
  options: DelivererOptions = {},
): Deliverer {
  const transport = options.transport ?? openTransport({ allowsPrivate: ctx.config.allowsPrivateWebhooks })
  const stopping = new AbortController()
  const inHand = new Map<Promise<void>, string>()
  let isStopping = false
  // A wake that comes while the loop is at work must not be forgotten.
  let isWoken = false
  const waiter = makePause()
  let purgedAtMs = Number.NEGATIVE_INFINITY
  const wake = () => {
    isWoken = true
    waiter.wake()
  }
  const loop = concurrency === 0 ? Promise.resolve() : run()
  return {
    wake,
    async stop() {
      isStopping = true
      wake()
      await loop
      const timer = setTimeout(() => stopping.abort(), options.drainMs ?? DRAIN_MS)
      await Promise.all(inHand.keys())
      clearTimeout(timer)
      await transport.close()
    },
  }

  async function run(): Promise<void> {
    while (!isStopping) {
      isWoken = false
      const started = await startDue().catch((error: unknown) => {
        ctx.logger.error({ err: nameError(error) }, 'claiming deliveries failed')
        return 0
      })
      if (started === 0 && !isWoken && !isStopping) await waiter.pause(options.pollMs ?? POLL_MS)
      await purgeNowAndThen()
    }
  }

  async function startDue(): Promise<number> {
    const free = concurrency * SLOW_ENDPOINTS - inHand.size
    if (free <= 0) return 0
    const limits = { limit: free, exceptEndpointIds: fullEndpointIds() }
    const started = await deliverPending(ctx, transport, limits, stopping.signal)
    for (const { endpointId, done } of started) {
      const settled = done.finally(() => {
        inHand.delete(settled)
        wake()
      })
      inHand.set(settled, endpointId)
    }
    return started.length
  }

  function fullEndpointIds(): string[] {
    const counts = new Map<string, number>()
    for (const id of inHand.values()) counts.set(id, (counts.get(id) ?? 0) + 1)
    return [...counts].filter(([, count]) => count >= concurrency).map(([id]) => id)
  }

  async function purgeNowAndThen(): Promise<void> {
    const nowMs = ctx.clock().getTime()
    if (isStopping || nowMs - purgedAtMs < PURGE_EVERY_MS) return
    purgedAtMs = nowMs
    await purgeExpired(ctx).catch((error: unknown) =>
      ctx.logger.error({ err: nameError(error) }, 'purging failed'),
    )
  }
}

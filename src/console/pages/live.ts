import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { EventType } from '../../domain/event.ts'
import type { ConsoleEnv } from '../console-env.ts'
import type { EventFollower } from '../follow-events.ts'

/** A browser that hears nothing for so long takes the line for dead, in milliseconds. */
const BEAT_MS = 15_000

/** When the page was asked for, by this server's clock. */
const Query = z.object({ since: z.coerce.date().optional().catch(undefined) })

/**
 * Server-sent events for an open page: `happened`, with the event's type; first what others did between the page's drawing
 * and the line.
 */
export function livePages(follower: EventFollower) {
  return new Hono<ConsoleEnv>().get('/console/live', (c) =>
    streamSSE(c, async (stream) => {
      const { caller } = c.get('visit')
      const { since } = Query.parse(c.req.query())
      const tell = (type: EventType) => {
        stream.writeSSE({ event: 'happened', data: type }).catch(() => stop())
      }
      const stop = follower.follow(caller.workspaceId, tell)
      stream.onAbort(() => {
        stop()
      })
      await stream.writeSSE({ event: 'here', data: '' })
      if (since !== undefined) for (const type of await follower.findMissed(caller, since)) tell(type)
      while (!stream.aborted && !stream.closed) {
        await stream.sleep(BEAT_MS)
        await stream.writeSSE({ event: 'here', data: '' })
      }
      stop()
    }),
  )
}

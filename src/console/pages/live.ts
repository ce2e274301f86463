import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ConsoleEnv } from '../console-env.ts'
import type { EventFollower } from '../follow-events.ts'

/** A browser that hears nothing for so long takes the line for dead, in milliseconds. */
const BEAT_MS = 15_000

/** Server-sent events for an open page: `happened`, with the event's type and thread. */
export function livePages(follower: EventFollower) {
  return new Hono<ConsoleEnv>().get('/console/live', (c) =>
    streamSSE(c, async (stream) => {
      const { workspaceId } = c.get('visit').caller
      const stop = follower.follow(workspaceId, (happening) => {
        stream.writeSSE({ event: 'happened', data: JSON.stringify(happening) }).catch(() => stop())
      })
      stream.onAbort(() => {
        stop()
      })
      await stream.writeSSE({ event: 'here', data: '' })
      while (!stream.aborted && !stream.closed) {
        await stream.sleep(BEAT_MS)
        await stream.writeSSE({ event: 'here', data: '' })
      }
      stop()
    }),
  )
}

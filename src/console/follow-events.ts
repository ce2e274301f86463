import { and, asc, eq, gt, max } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { holdEventOrder } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { events } from '../db/schema.ts'
import { nameError } from '../errors.ts'

/** What an open page is told: that something happened, and to what. Never what was said. */
export interface Happening {
  readonly type: string
  readonly threadId: string | null
  readonly actorId: string
}

type Listener = (happening: Happening) => void

/** How often the events are looked at while somebody has a page open, in milliseconds. */
const LOOK_MS = 250
const MOST_AT_ONCE = 200

/**
 * Tells open pages what happens in their workspace, whichever process did it: one look at the events a workspace,
 * however many pages are open, and none while none is.
 */
export function followEvents(ctx: Pick<Context, 'db' | 'logger'>) {
  const followers = new Map<string, Set<Listener>>()

  async function run(workspaceId: string, listeners: Set<Listener>): Promise<void> {
    let last: number | null = null
    while (listeners.size > 0) {
      try {
        last ??= await readLast(ctx, workspaceId)
        const news = await readNews(ctx, workspaceId, last)
        for (const { seq, ...happening } of news) {
          last = seq
          for (const tell of listeners) tell(happening)
        }
      } catch (error) {
        ctx.logger.warn({ err: nameError(error) }, 'open pages could not be told what happened')
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
    followers.delete(workspaceId)
  }

  return {
    /** Answers how to stop. */
    follow(workspaceId: string, tell: Listener): () => void {
      const known = followers.get(workspaceId)
      const listeners = known ?? new Set<Listener>()
      listeners.add(tell)
      if (known === undefined) {
        followers.set(workspaceId, listeners)
        void run(workspaceId, listeners)
      }
      return () => listeners.delete(tell)
    },
  }
}
export type EventFollower = ReturnType<typeof followEvents>

async function readLast(ctx: Pick<Context, 'db'>, workspaceId: string): Promise<number> {
  const [row] = await ctx.db
    .select({ last: max(events.seq) })
    .from(events)
    .where(eq(events.workspace_id, workspaceId))
  return row?.last ?? 0
}

/** Where there are any, once more with those whose number is lower and whose transaction ended later. */
async function readNews(ctx: Pick<Context, 'db'>, workspaceId: string, after: number) {
  if ((await findNews(ctx.db, workspaceId, after, 1)).length === 0) return []
  return ctx.db.transaction(async (tx) => {
    await holdEventOrder(tx, workspaceId)
    return findNews(tx, workspaceId, after, MOST_AT_ONCE)
  })
}

function findNews(db: Db, workspaceId: string, after: number, limit: number) {
  return db
    .select({ seq: events.seq, type: events.type, threadId: events.thread_id, actorId: events.actor_id })
    .from(events)
    .where(and(eq(events.workspace_id, workspaceId), gt(events.seq, after)))
    .orderBy(asc(events.seq))
    .limit(limit)
}

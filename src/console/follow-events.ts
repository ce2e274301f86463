import { and, asc, eq, gt, gte, max, ne } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { holdEventOrder } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { events } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { EventType } from '../domain/event.ts'
import { nameError } from '../errors.ts'

/** Is told the type of what happened, never what was said. */
type Listener = (type: EventType) => void

/** How often the events are looked at while somebody has a page open, in milliseconds. */
const LOOK_MS = 250
const MOST_AT_ONCE = 200

/** An event is dated a moment before its transaction ends and a page can show it: so much earlier is looked, in milliseconds. */
const SETTLE_MS = 1000

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
        for (const { seq, type } of await readNews(ctx, workspaceId, last)) {
          last = seq
          for (const tell of listeners) tell(type)
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

    /** The types of what others than the caller did since a page was asked for; what they did themselves led to it. */
    async findMissed({ workspaceId, actor }: Caller, since: Date): Promise<EventType[]> {
      const settled = new Date(since.getTime() - SETTLE_MS)
      const rows = await ctx.db
        .selectDistinct({ type: events.type })
        .from(events)
        .where(
          and(
            eq(events.workspace_id, workspaceId),
            gte(events.created_at, settled),
            ne(events.actor_id, actor.id),
          ),
        )
      return rows.map(({ type }) => type)
    },
  }
}
export type EventFollower = ReturnType<typeof followEvents>

/** The last event before which none can come any more. */
function readLast(ctx: Pick<Context, 'db'>, workspaceId: string): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    await holdEventOrder(tx, workspaceId)
    const [row] = await tx
      .select({ last: max(events.seq) })
      .from(events)
      .where(eq(events.workspace_id, workspaceId))
    return row?.last ?? 0
  })
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
    .select({ seq: events.seq, type: events.type })
    .from(events)
    .where(and(eq(events.workspace_id, workspaceId), gt(events.seq, after)))
    .orderBy(asc(events.seq))
    .limit(limit)
}

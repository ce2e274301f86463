import { eq } from 'drizzle-orm'
import type { Context } from '../../src/context.ts'
import { threads } from '../../src/db/schema.ts'

/** Puts `count` threads beside one that is there, like it in all but their ids; returns their ids. */
export async function copyThread(
  ctx: Pick<Context, 'db' | 'newId'>,
  workspaceId: string,
  id: string,
  count: number,
): Promise<string[]> {
  const [template] = await ctx.db.select().from(threads).where(eq(threads.id, id))
  const copies = Array.from({ length: count }, (_none, i) => ({
    ...template!,
    id: ctx.newId('thr'),
    workspace_id: workspaceId,
    external_id: `copy-${i}`,
  }))
  await ctx.db.insert(threads).values(copies)
  return copies.map((copy) => copy.id)
}

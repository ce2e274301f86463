import { and, desc, eq, ilike, or } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { contacts, threads } from '../db/schema.ts'

/** The newest threads of people whose name holds the words, and the one that the platform knows by them. */
export function findThreads(ctx: { readonly db: Db }, workspaceId: string, words: string, limit: number) {
  const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`
  return ctx.db
    .select({ id: threads.id, status: threads.status, contactName: contacts.name })
    .from(threads)
    .innerJoin(contacts, eq(contacts.id, threads.contact_id))
    .where(
      and(
        eq(threads.workspace_id, workspaceId),
        or(ilike(contacts.name, pattern), eq(threads.external_id, words), eq(threads.id, words)),
      ),
    )
    .orderBy(desc(threads.id))
    .limit(limit)
}

import { and, eq, ne, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { members } from '../db/schema.ts'
import { AppError } from '../errors.ts'

/** Throws `conflict` where another member, `exceptId` apart, has the e-mail. Under `lockWorkspace`. */
export async function assertEmailFree(
  tx: Db,
  workspaceId: string,
  email: string,
  exceptId: string | null,
): Promise<void> {
  const [other] = await tx
    .select({ id: members.id })
    .from(members)
    .where(
      and(
        eq(members.workspace_id, workspaceId),
        sql`lower(${members.email}) = lower(${email})`,
        exceptId === null ? undefined : ne(members.id, exceptId),
      ),
    )
  if (other === undefined) return
  throw new AppError('conflict', `Member ${other.id} has this e-mail already`, {
    errors: [{ pointer: '/email', detail: 'belongs to another member' }],
  })
}

import { z } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { assertMayReadArchive } from '../access/scopes.ts'
import type { Context } from '../context.ts'
import type { RetentionClass } from '../domain/retention.ts'
import { type Archive, openArchive } from '../privacy/archive.ts'
import type { AppEnv } from './app-env.ts'

/** For lists of what an active period ends for. */
export const ArchiveQuery = z.object({
  archived: z
    .stringbool()
    .default(false)
    .describe(
      'Only what is older than the active period of the retention policy; takes the scope `privacy:read`',
    )
    .openapi({ type: 'boolean' }),
})

/** Which side of the active period a list shows. Throws `forbidden` for an archive that the key may not read. */
export async function readArchive(
  ctx: Context,
  c: HonoContext<AppEnv>,
  name: RetentionClass,
  isShown: boolean,
): Promise<Archive> {
  assertMayReadArchive(isShown, c.get('scopes'))
  return openArchive(ctx, c.get('caller').workspaceId, name, isShown)
}

import { z } from 'zod'

/** Who did it: stored with every write. */
export const Actor = z.object({
  kind: z.enum(['api_key', 'member', 'system']),
  id: z.string(),
})
export type Actor = z.infer<typeof Actor>

/** A verb's caller: the workspace it acts in and who acts. */
export interface Caller {
  readonly workspaceId: string
  readonly actor: Actor
}

/** Recado itself, named by the part of it that acts. */
export function systemActor(part: string): Actor {
  return { kind: 'system', id: part }
}

import { z } from 'zod'

/** pending waits for a second person; rejected never held. Of the active ones the last activated holds. */
export const PolicyState = z.enum(['pending', 'active', 'rejected'])
export type PolicyState = z.infer<typeof PolicyState>

import { z } from 'zod'

/** Where a model runs: the shipped one, transformers.js on this machine, or a provider that speaks OpenAI's protocol. */
export const ModelSide = z.enum(['embedded', 'transformers', 'openai'])
export type ModelSide = z.infer<typeof ModelSide>

import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { ModelSide } from '../domain/model-side.ts'
import { chooseModels } from './choose-models.ts'
import { readChosen } from './for-workspace.ts'
import type { InstalledModels, Sides } from './models.ts'

const ModelName = z.string().nullable()

const ModelChoice = z
  .object({
    chosen: ModelSide.nullable().describe(
      "The workspace's choice; null where it leaves it to the installation",
    ),
    model: ModelName.describe(
      'Answers now, as decisions name it; null where drafts quote the knowledge. After a change of the embedder the one before, until every entry has its vectors',
    ),
    sides: z
      .array(z.object({ side: ModelSide, model: ModelName, is_usual: z.boolean() }))
      .describe('What may be chosen; the usual one answers whoever chooses none'),
  })
  .meta({ id: 'ModelChoice' })
export type ModelChoice = z.infer<typeof ModelChoice>

export const ModelChoices = z
  .object({ embedder: ModelChoice, classifier: ModelChoice, drafter: ModelChoice })
  .meta({ id: 'ModelChoices' })
export type ModelChoices = z.infer<typeof ModelChoices>

/** Which models answer a workspace, and which others the installation has. */
export async function readModelChoices(
  { db, models }: { readonly db: Db; readonly models: InstalledModels },
  workspaceId: string,
): Promise<ModelChoices> {
  const { settings, embeddedBy } = await readChosen(db, workspaceId)
  const { embedder, classifier, chat } = chooseModels(models, settings, embeddedBy)
  const drafters = {
    embedded: { id: null },
    transformers: null,
    openai: models.chat,
    usual: models.chat === null ? 'embedded' : 'openai',
  } as const
  const { embedder: embedderSide = null, classifier: classifierSide = null, drafter = null } = settings
  return {
    embedder: { chosen: embedderSide, model: embedder.id, sides: listSides(models.embedders) },
    classifier: { chosen: classifierSide, model: classifier.id, sides: listSides(models.classifiers) },
    drafter: { chosen: drafter, model: chat?.id ?? null, sides: listSides(drafters) },
  }
}

function listSides(sides: Sides<{ readonly id: string | null }>): ModelChoice['sides'] {
  return ModelSide.options.flatMap((side) => {
    const model = sides[side]
    return model === null ? [] : [{ side, model: model.id, is_usual: side === sides.usual }]
  })
}

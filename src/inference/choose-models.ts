import type { WorkspaceSettings } from '../db/access-tables.ts'
import { ModelSide } from '../domain/model-side.ts'
import { AppError } from '../errors.ts'
import type { InstalledModels, Models, Sides } from './models.ts'

/** What a workspace chose of the installation's models; older workspaces lack the fields. */
export type ModelSettings = Partial<Pick<WorkspaceSettings, 'embedder' | 'classifier' | 'drafter'>>

/** The model of the side that was chosen; the usual one where none was, or where its side is configured no more. */
export function chooseSide<Model>(sides: Sides<Model>, chosen: ModelSide | null | undefined): Model {
  return sides[chosen ?? sides.usual] ?? sides[sides.usual] ?? sides.embedded
}

/** The model of this id; null where this process does not have it. */
export function findModel<Model extends { readonly id: string }>(
  sides: Sides<Model>,
  id: string | null,
): Model | null {
  return ModelSide.options.map((side) => sides[side]).find((model) => model?.id === id) ?? null
}

/** The models that answer a workspace. `embeddedBy` is the embedder that its knowledge is embedded by, where it has any. */
export function chooseModels(
  installed: InstalledModels,
  chosen: ModelSettings,
  embeddedBy: string | null,
): Models {
  const { embedders, classifiers, ranker, chat, moderator } = installed
  const classifier = chooseSide(classifiers, chosen.classifier)
  return {
    embedder: findModel(embedders, embeddedBy) ?? chooseSide(embedders, chosen.embedder),
    classifier,
    quietClassifier: classifier === classifiers.openai ? classifiers.embedded : classifier,
    ranker,
    chat: chosen.drafter === 'embedded' ? null : chat,
    adviser: chat,
    moderator,
  }
}

/** Throws `not_configured`, with what the operator would set, where the installation lacks a side that is chosen. */
export function assertInstalled(
  { embedders, classifiers, chat }: Pick<InstalledModels, 'embedders' | 'classifiers' | 'chat'>,
  { embedder, classifier, drafter }: { [Name in keyof ModelSettings]: ModelSettings[Name] | undefined },
): void {
  const faults = [
    ...lacking('embedder', embedder, embedders, 'RECADO_EMBEDDER'),
    ...lacking('classifier', classifier, classifiers, 'RECADO_CLASSIFIER'),
    ...lacking('drafter', drafter, { openai: chat }, 'OPENAI_API_KEY or OPENAI_BASE_URL'),
  ]
  if (faults.length === 0) return
  throw new AppError('not_configured', faults.map(({ detail }) => detail).join('; '), { errors: faults })
}

function lacking(
  setting: keyof ModelSettings,
  side: ModelSide | null | undefined,
  sides: Partial<Record<ModelSide, unknown>>,
  variable: string,
) {
  if (side == null || side === 'embedded' || sides[side] != null) return []
  const detail = `This installation has no ${side} ${setting}; its operator configures one by ${variable} (docs/models.md)`
  return [{ pointer: `/settings/${setting}`, detail }]
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { loadEmbedder } from './embedded/embed-text.ts'
import { type ClassifierMeta, makeLinearClassifier } from './embedded/linear-classifier.ts'
import { loadRanker } from './embedded/rank-passages.ts'
import { readModelFile } from './embedded/read-model-file.ts'
import type { Embedder } from './embedder.ts'
import { loadChatModel } from './load-chat-model.ts'
import { loadModerator } from './load-moderator.ts'
import type { InstalledModels } from './models.ts'
import { openClassifiers, openEmbedders } from './open-sides.ts'
import type { PassageRanker } from './passage-ranker.ts'

const MODELS_DIR = join(import.meta.dirname, '..', '..', 'models')

/** The checksums that training wrote down, by file. */
type Checksums = Readonly<Record<string, string>>

/**
 * Loads every model that this configuration names. Throws `model_corrupt` where a file is absent or is not the
 * one that the manifest names. `folder` holds the weights and manifest.json.
 */
export async function loadModels(
  config: Pick<Config, 'provider' | 'embedders' | 'classifiers' | 'moderationModel' | 'dataDir' | 'hubUrl'>,
  folder: string = MODELS_DIR,
): Promise<InstalledModels> {
  const checksums = readManifest(folder)
  const classifier = readModelFile<ClassifierMeta>(
    join(folder, 'classifier.bin'),
    checksumOf(folder, checksums, 'classifier.bin'),
  )
  const { embedder, ranker } = loadRetrieval(folder, checksums)
  return {
    classifiers: await openClassifiers(config, makeLinearClassifier(classifier)),
    embedders: await openEmbedders(config, embedder),
    // Always over the embedded vectors: its confidence is calibrated in their space.
    ranker,
    chat: loadChatModel(config.provider),
    moderator: loadModerator(config),
  }
}

function loadRetrieval(
  folder: string,
  checksums: Checksums,
): {
  embedder: Embedder
  ranker: PassageRanker
} {
  const embedder = loadEmbedder(folder, checksumOf(folder, checksums, 'embedder.bin'))
  return { embedder, ranker: loadRanker(folder, checksumOf(folder, checksums, 'ranker.bin'), embedder) }
}

function readManifest(folder: string): Checksums {
  const path = join(folder, 'manifest.json')
  if (!existsSync(path))
    throw new AppError('model_corrupt', `${path} is absent: the models cannot be checked`)
  return (JSON.parse(readFileSync(path, 'utf8')) as { files: Checksums }).files
}

function checksumOf(folder: string, checksums: Checksums, name: string): string {
  const sha256 = checksums[name]
  if (sha256 === undefined)
    throw new AppError('model_corrupt', `${folder}/manifest.json does not name ${name}`)
  if (!existsSync(join(folder, name))) throw new AppError('model_corrupt', `${join(folder, name)} is absent`)
  return sha256
}

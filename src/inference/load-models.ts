import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { type ClassifierMeta, makeLinearClassifier } from './embedded/linear-classifier.ts'
import { placeholderEmbedder, placeholderRanker } from './embedded/placeholder-retrieval.ts'
import { readModelFile } from './embedded/read-model-file.ts'
import type { Models } from './models.ts'

const MODELS_DIR = join(import.meta.dirname, '..', '..', 'models')

/** The checksums that training wrote down, by file. */
type Checksums = Readonly<Record<string, string>>

/**
 * Loads the models that this configuration answers with. Throws `model_corrupt` where a file is absent or is not the
 * one that the manifest names. `folder` holds the weights and manifest.json.
 */
export async function loadModels(
  _config: Pick<Config, 'provider'>,
  folder: string = MODELS_DIR,
): Promise<Models> {
  const checksums = readManifest(folder)
  return {
    classifier: makeLinearClassifier(readModel<ClassifierMeta>(folder, checksums, 'classifier.bin')),
    embedder: placeholderEmbedder,
    ranker: placeholderRanker,
    chat: null,
  }
}

function readManifest(folder: string): Checksums {
  const path = join(folder, 'manifest.json')
  if (!existsSync(path))
    throw new AppError('model_corrupt', `${path} is absent: the models cannot be checked`)
  return (JSON.parse(readFileSync(path, 'utf8')) as { files: Checksums }).files
}

function readModel<Meta>(folder: string, checksums: Checksums, name: string) {
  const path = join(folder, name)
  const sha256 = checksums[name]
  if (sha256 === undefined)
    throw new AppError('model_corrupt', `${folder}/manifest.json does not name ${name}`)
  if (!existsSync(path)) throw new AppError('model_corrupt', `${path} is absent`)
  return readModelFile<Meta>(path, sha256)
}

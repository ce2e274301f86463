import { basename, dirname, isAbsolute, resolve } from 'node:path'
import { AppError } from '../../errors.ts'

export interface TransformersModel {
  /** Folder of a model (`config.json`, `tokenizer.json`, `onnx/model.onnx`), or its name on the hub. */
  readonly model: string
  /** Only where true is anything fetched from the hub; otherwise `model` must be a folder. */
  readonly isRemoteAllowed?: boolean
  /** Of the weights, as the files are named. */
  readonly dtype?: 'fp32' | 'q8'
}

/** What is used of the library, so that its types are not needed where it is not installed. */
export interface TransformersLibrary {
  readonly env: { allowRemoteModels: boolean; localModelPath: string }
  pipeline(task: string, model: string, options: object): Promise<unknown>
}
export type ImportLibrary = () => Promise<TransformersLibrary>

/** The name is a variable so that TypeScript and bundlers leave an absent library alone. */
const LIBRARY: string = '@xenova/transformers'

/**
 * Opens a pipeline of transformers.js, importing the library here. `Pipeline` is the caller's word for what the task
 * gives. Throws `not_configured` where the library is not installed or the model cannot be read.
 */
export async function openPipeline<Pipeline>(
  task: 'feature-extraction' | 'text-classification',
  options: TransformersModel,
  importLibrary: ImportLibrary = () => import(LIBRARY) as Promise<TransformersLibrary>,
): Promise<Pipeline> {
  const library = await loadLibrary(importLibrary)
  const isRemote = options.isRemoteAllowed === true
  const folder = isAbsolute(options.model) || !isRemote ? resolve(options.model) : null
  library.env.allowRemoteModels = isRemote
  if (folder !== null) library.env.localModelPath = dirname(folder)
  const name = folder === null ? options.model : basename(folder)
  try {
    return (await library.pipeline(task, name, { dtype: options.dtype ?? 'fp32' })) as Pipeline
  } catch (cause) {
    throw new AppError('not_configured', `The transformers model ${options.model} could not be loaded`, {
      cause,
    })
  }
}

async function loadLibrary(importLibrary: ImportLibrary): Promise<TransformersLibrary> {
  try {
    return await importLibrary()
  } catch (cause) {
    throw new AppError(
      'not_configured',
      `A transformers model needs the package ${LIBRARY}, which is not installed: npm install @xenova/transformers@npm:@huggingface/transformers`,
      { cause },
    )
  }
}

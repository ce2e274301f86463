import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DTYPES, type PipelineTask, type TransformersModel } from './open-pipeline.ts'

const TEXT_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json']

/** SHA-256 (hex) of what a model answers with: its files in `folder`, weights beyond 2 GB included, and what is asked of it. */
export async function hashModel(
  folder: string,
  { dtype, task }: Pick<TransformersModel, 'dtype'> & { readonly task: PipelineTask },
): Promise<string> {
  const weights = readdirSync(join(folder, 'onnx')).filter((name) =>
    name.startsWith(`model${DTYPES[dtype]}.onnx`),
  )
  const files = [...TEXT_FILES, ...weights.sort().map((name) => join('onnx', name))]
  const hash = createHash('sha256').update(JSON.stringify(task))
  for (const file of files.filter((name) => existsSync(join(folder, name)))) {
    hash.update(`\0${file}\0`)
    for await (const chunk of createReadStream(join(folder, file))) hash.update(chunk)
  }
  return hash.digest('hex')
}

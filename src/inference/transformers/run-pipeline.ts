import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { hashModel } from './hash-model.ts'
import type { Hub, PipelineTask } from './open-pipeline.ts'
import type { FromThread, ThreadInput, ToThread } from './start-thread.ts'

/** What is used of the library, so that its types are not needed where it is not installed. */
interface Library {
  readonly env: Record<string, unknown>
  readonly LogLevel: { readonly ERROR: number }
  pipeline(task: string, model: string, options: object): Promise<LibraryPipeline>
}
interface LibraryPipeline {
  (texts: readonly string[], options: object): Promise<unknown>
  readonly model: {
    readonly config: { readonly id2label?: Readonly<Record<string, string>>; readonly problem_type?: string }
  }
}
type Vectors = { readonly data: ArrayLike<number> }
type Scored = readonly { readonly label: string; readonly score: number }[]
type Run = (texts: readonly string[]) => Promise<Float32Array>

/** The thread of start-thread.ts: loads one model, and runs it on the texts that it is sent. */
const input = workerData as ThreadInput
const send = (message: FromThread) =>
  parentPort!.postMessage(message, message.kind === 'answer' ? [message.numbers.buffer as ArrayBuffer] : [])

try {
  const run = await load()
  const size = (await run(['probe'])).length
  const checksum = await hashModel(folderOf(input), input)
  parentPort!.on('message', async ({ id, texts }: ToThread) => {
    try {
      send({ kind: 'answer', id, numbers: await run(texts) })
    } catch (error) {
      send({ kind: 'failure', id, message: (error as Error).message })
    }
  })
  send({ kind: 'loaded', loaded: { checksum, size } })
} catch (error) {
  send({ kind: 'not_loaded', message: (error as Error).message })
}

async function load(): Promise<Run> {
  const { env, LogLevel, pipeline } = await importLibrary()
  const { hub, model, dtype, task } = input
  const access = hub === null ? { allowRemoteModels: false, useFSCache: false } : accessOf(hub)
  Object.assign(env, { logLevel: LogLevel.ERROR, ...access })
  const config = join(folderOf(input), 'config.json')
  if (hub === null && !existsSync(config)) throw new Error(`The transformers model has no ${config}`)
  const opened = await pipeline(task.name, hub === null ? folderOf(input) : model, { dtype }).catch(
    (error) => {
      throw new Error(`The transformers model ${model} could not be read: ${error.message}`)
    },
  )
  return task.name === 'feature-extraction' ? embedWith(opened, task) : classifyWith(opened, task)
}

/** The revision stands in the addresses, because `pipeline` of 4.3.1 looks for some files at `main` whatever it is told. */
function accessOf({ url, revision, cacheDir }: Hub): Record<string, unknown> {
  const remotePathTemplate = `{model}/resolve/${encodeURIComponent(revision)}/`
  return { allowLocalModels: false, remoteHost: url, remotePathTemplate, cacheDir: join(cacheDir, revision) }
}

async function importLibrary(): Promise<Library> {
  try {
    return await import(input.library)
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
    if (!isAbsent) throw new Error(`${input.library} could not be loaded: ${(error as Error).message}`)
    throw new Error(
      `A transformers model needs the package ${input.library}, which is not installed; docs/models.md says how it comes in`,
    )
  }
}

function folderOf({ model, hub }: ThreadInput): string {
  return hub === null ? resolve(model) : join(hub.cacheDir, hub.revision, model)
}

function embedWith(
  extract: LibraryPipeline,
  { pooling, prefix }: PipelineTask & { name: 'feature-extraction' },
): Run {
  return async (texts) => {
    const prefixed = texts.map((text) => prefix + text)
    const { data } = (await extract(prefixed, { pooling, normalize: true })) as Vectors
    // A text without any meaning has no length to be divided by.
    return Float32Array.from(data, (x) => (Number.isFinite(x) ? x : 0))
  }
}

function classifyWith(
  classify: LibraryPipeline,
  { labels }: PipelineTask & { name: 'text-classification' },
): Run {
  const { id2label = {}, problem_type } = classify.model.config
  const known = Object.values(id2label)
  const wanted = Object.values(labels)
  const unknown = wanted.flat().filter((label) => !known.includes(label))
  if (unknown.length > 0)
    throw new Error(
      `The transformers model ${input.model} has no label ${unknown.join(', ')}; it has ${known.join(', ')}`,
    )
  // Labels that exclude each other add up.
  const combine =
    problem_type === 'multi_label_classification'
      ? (a: number, b: number) => Math.max(a, b)
      : (a: number, b: number) => a + b
  return async (texts) => {
    const found = (await classify(texts, { top_k: null })) as readonly Scored[]
    const rows = found.flatMap((scored) =>
      wanted.map((names) =>
        scored
          .filter(({ label }) => names.includes(label))
          .map(({ score }) => score)
          .reduce(combine, 0),
      ),
    )
    return Float32Array.from(rows, (score) => Math.min(1, score))
  }
}

import { Worker } from 'node:worker_threads'
import { AppError } from '../../errors.ts'
import type { PipelineTask, TransformersModel } from './open-pipeline.ts'

export interface ThreadInput extends TransformersModel {
  readonly task: PipelineTask
  readonly library: string
}

/** What is known of a model once it is loaded. */
export interface Loaded {
  readonly checksum: string
  readonly size: number
}

/** What the thread is sent, and what it says. */
export interface ToThread {
  readonly id: number
  readonly texts: readonly string[]
}
export type FromThread =
  | { readonly kind: 'loaded'; readonly loaded: Loaded }
  | { readonly kind: 'not_loaded'; readonly message: string }
  /** The rows of all texts, one behind the other. */
  | { readonly kind: 'answer'; readonly id: number; readonly numbers: Float32Array }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }

export interface Thread {
  readonly ready: Promise<Loaded>
  ask(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>
  isEnded(): boolean
  stop(): Promise<void>
}

type Waiting = PromiseWithResolvers<Float32Array>

/** Starts run-pipeline.ts in a thread. It keeps the process alive only while it loads or somebody waits for an answer. */
export function startThread(input: ThreadInput): Thread {
  const worker = new Worker(new URL('./run-pipeline.ts', import.meta.url), { workerData: input })
  const ready = Promise.withResolvers<Loaded>()
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let isEnded = false
  const settle = (id: number, how: (one: Waiting) => void) => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    if (one !== undefined) how(one)
  }
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'loaded') ready.resolve(message.loaded)
    else if (message.kind === 'not_loaded') ready.reject(new AppError('not_configured', message.message))
    else if (message.kind === 'answer') settle(message.id, (one) => one.resolve(message.numbers))
    else settle(message.id, (one) => one.reject(failure(input, message.message)))
    if (waiting.size === 0) worker.unref()
  })
  const end = (cause?: unknown) => {
    isEnded = true
    const error = failure(input, 'its thread ended', cause)
    ready.reject(error)
    for (const id of waiting.keys()) settle(id, (one) => one.reject(error))
  }
  worker.on('error', end)
  worker.on('exit', () => end())
  return {
    ready: ready.promise,
    isEnded: () => isEnded,
    async ask(texts, signal) {
      const { size } = await ready.promise
      signal?.throwIfAborted()
      if (isEnded) throw failure(input, 'its thread ended')
      const id = ++lastId
      const one: Waiting = Promise.withResolvers()
      waiting.set(id, one)
      worker.ref()
      const abort = () => settle(id, () => one.reject(signal?.reason))
      signal?.addEventListener('abort', abort, { once: true })
      worker.postMessage({ id, texts } satisfies ToThread)
      try {
        const numbers = await one.promise
        return texts.map((_, i) => numbers.subarray(i * size, (i + 1) * size))
      } finally {
        signal?.removeEventListener('abort', abort)
      }
    },
    async stop() {
      await worker.terminate()
    },
  }
}

function failure({ model }: ThreadInput, reason: string, cause?: unknown): AppError {
  return new AppError('unavailable', `The transformers model ${model} did not answer: ${reason}`, { cause })
}

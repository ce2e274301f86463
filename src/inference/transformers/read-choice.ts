import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { AppError } from '../../errors.ts'
import { MODEL_LABELS, type ModelLabel } from '../text-classifier.ts'
import type { TransformersClassifierOptions } from './classify-texts.ts'
import type { TransformersEmbedderOptions } from './embed-texts.ts'
import { DTYPES, type Dtype, type TransformersModel } from './open-pipeline.ts'

type Where = Pick<Config, 'dataDir' | 'hubUrl'>

/** `FOLDER` or `hub:NAME[@REVISION]`, and behind a question mark `pooling`, `prefix` and `dtype`. */
export function readEmbedderChoice(text: string, where: Where): TransformersEmbedderOptions {
  const { model, settings } = readChoice('RECADO_EMBEDDER', text, where, ['pooling', 'prefix'])
  const pooling = settings.get('pooling') ?? 'mean'
  if (pooling !== 'mean' && pooling !== 'cls') throw fault('RECADO_EMBEDDER', 'pooling is mean or cls')
  return { model, pooling, prefix: settings.get('prefix') ?? '' }
}

/** The same with `hate=hateful,targeted&spam=junk`: which of the model's labels stand for which of ours. */
export function readClassifierChoice(
  text: string,
  where: Where,
): Omit<TransformersClassifierOptions, 'embedded'> {
  const { model, settings } = readChoice('RECADO_CLASSIFIER', text, where, MODEL_LABELS)
  const labels = MODEL_LABELS.flatMap((label) => {
    const names = settings.get(label)?.split(',') ?? []
    return names.length === 0 ? [] : [[label, names] as const]
  })
  if (labels.length === 0)
    throw fault(
      'RECADO_CLASSIFIER',
      'transformers:FOLDER?hate=LABEL,LABEL says which labels of the model to use',
    )
  return { model, labels: Object.fromEntries(labels) as Partial<Record<ModelLabel, string[]>> }
}

function readChoice(
  variable: string,
  text: string,
  { dataDir, hubUrl }: Where,
  known: readonly string[],
): { model: TransformersModel; settings: URLSearchParams } {
  const [place, query] = /^([^?]+)\??(.*)$/s.exec(text)!.slice(1) as [string, string]
  const settings = new URLSearchParams(query)
  const unknown = [...settings.keys()].find((key) => key !== 'dtype' && !known.includes(key))
  if (unknown !== undefined)
    throw fault(variable, `there is no ${unknown}; there are ${[...known, 'dtype'].join(', ')}`)
  const dtype = settings.get('dtype') ?? 'fp32'
  if (!(dtype in DTYPES)) throw fault(variable, `dtype is one of ${Object.keys(DTYPES).join(', ')}`)
  const [, name, revision = 'main'] = /^hub:([^@]+)(?:@(.+))?$/.exec(place) ?? []
  const hub = name === undefined ? null : { url: hubUrl, revision, cacheDir: join(dataDir, 'models') }
  return { model: { model: name ?? place, hub, dtype: dtype as Dtype }, settings }
}

function fault(variable: string, reason: string): AppError {
  return new AppError('not_configured', `${variable}: ${reason}`)
}

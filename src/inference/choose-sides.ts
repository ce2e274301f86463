import type { Config, ProviderConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { redactText } from '../privacy/redact-text.ts'
import type { Embedder } from './embedder.ts'
import { MODEL_LABELS, type ModelLabel, type TextClassifier } from './text-classifier.ts'

/**
 * The embedder that the configuration chose, in place of the embedded one. Texts that leave the machine carry no
 * personal data. Throws `not_configured` where its library, folder or provider is absent.
 */
export async function chooseEmbedder(
  config: Pick<Config, 'embedder' | 'provider'>,
  embedded: Embedder,
): Promise<Embedder> {
  const { side, model } = config.embedder
  if (side === 'embedded') return embedded
  if (side === 'transformers') {
    const { loadTransformersEmbedder } = await import('./transformers/embed-texts.ts')
    return loadTransformersEmbedder({ model })
  }
  const [, name, dimensions] = /^(.+):(\d+)$/.exec(model) ?? []
  if (name === undefined)
    throw new AppError('not_configured', 'RECADO_EMBEDDER=openai:MODEL:DIMENSIONS names the dimensions')
  const { makeOpenAiEmbedder } = await import('./openai/embed-texts.ts')
  const inner = makeOpenAiEmbedder({
    provider: providerOf(config.provider),
    model: name,
    dimensions: Number(dimensions),
  })
  return { ...inner, embed: (texts, signal) => inner.embed(texts.map(redactText), signal) }
}

/** The classifier that the configuration chose, on top of the embedded one. Throws as `chooseEmbedder` does. */
export async function chooseClassifier(
  config: Pick<Config, 'classifier' | 'provider'>,
  embedded: TextClassifier,
): Promise<TextClassifier> {
  const { side, model } = config.classifier
  if (side === 'embedded') return embedded
  if (side === 'transformers') {
    const [folder, labels = ''] = model.split('#') as [string, string?]
    const { loadTransformersClassifier } = await import('./transformers/classify-texts.ts')
    return loadTransformersClassifier({ model: folder, labels: readLabels(labels), embedded })
  }
  const { makeOpenAiClassifier } = await import('./openai/classify-texts.ts')
  return makeOpenAiClassifier({ provider: providerOf(config.provider), model, embedded })
}

function providerOf(provider: ProviderConfig | null): ProviderConfig {
  if (provider !== null) return provider
  throw new AppError('not_configured', 'An openai: model needs OPENAI_API_KEY or OPENAI_BASE_URL')
}

/** `hate=hateful,targeted&spam=junk` → which of the model's labels stand for which of ours. */
function readLabels(text: string): Partial<Record<ModelLabel, readonly string[]>> {
  const found = text.split('&').flatMap((part) => {
    const [name, values] = part.split('=')
    const label = MODEL_LABELS.find((known) => known === name)
    return label === undefined || values === undefined ? [] : [[label, values.split(',')] as const]
  })
  if (found.length === 0)
    throw new AppError(
      'not_configured',
      'RECADO_CLASSIFIER=transformers:FOLDER#hate=LABEL,LABEL names the labels',
    )
  return Object.fromEntries(found)
}

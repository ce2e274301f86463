import type { Config, ProviderConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { redactText } from '../privacy/redact-text.ts'
import type { Embedder } from './embedder.ts'
import type { TextClassifier } from './text-classifier.ts'
import { readClassifierChoice, readEmbedderChoice } from './transformers/read-choice.ts'

/**
 * The embedder that the configuration chose, in place of the embedded one. Texts that leave the machine carry no
 * personal data. Throws `not_configured` where its library, folder or provider is absent.
 */
export async function chooseEmbedder(
  config: Pick<Config, 'embedder' | 'provider' | 'dataDir' | 'hubUrl'>,
  embedded: Embedder,
): Promise<Embedder> {
  const { side, model } = config.embedder
  if (side === 'embedded') return embedded
  if (side === 'transformers') {
    const { loadTransformersEmbedder } = await import('./transformers/embed-texts.ts')
    return loadTransformersEmbedder(readEmbedderChoice(model, config))
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
  config: Pick<Config, 'classifier' | 'provider' | 'dataDir' | 'hubUrl'>,
  embedded: TextClassifier,
): Promise<TextClassifier> {
  const { side, model } = config.classifier
  if (side === 'embedded') return embedded
  if (side === 'transformers') {
    const { loadTransformersClassifier } = await import('./transformers/classify-texts.ts')
    return loadTransformersClassifier({ ...readClassifierChoice(model, config), embedded })
  }
  const { makeOpenAiClassifier } = await import('./openai/classify-texts.ts')
  return makeOpenAiClassifier({ provider: providerOf(config.provider), model, embedded })
}

function providerOf(provider: ProviderConfig | null): ProviderConfig {
  if (provider !== null) return provider
  throw new AppError('not_configured', 'An openai: model needs OPENAI_API_KEY or OPENAI_BASE_URL')
}

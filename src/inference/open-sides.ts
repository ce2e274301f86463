import type { Config, ModelChoice, ProviderConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { redactText } from '../privacy/redact-text.ts'
import type { Embedder } from './embedder.ts'
import type { Sides } from './models.ts'
import type { TextClassifier } from './text-classifier.ts'
import { readClassifierChoice, readEmbedderChoice } from './transformers/read-choice.ts'

type SidesConfig = Pick<Config, 'embedders' | 'classifiers' | 'provider' | 'dataDir' | 'hubUrl'>

/**
 * The embedders that the operator configured, beside the embedded one. Texts that leave the machine carry no personal
 * data. Throws `not_configured` where the library, folder or provider of one is absent.
 */
export function openEmbedders(
  config: Omit<SidesConfig, 'classifiers'>,
  embedded: Embedder,
): Promise<Sides<Embedder>> {
  return openSides(config.embedders, embedded, {
    async transformers(model) {
      const { loadTransformersEmbedder } = await import('./transformers/embed-texts.ts')
      return loadTransformersEmbedder(readEmbedderChoice(model, config))
    },
    async openai(model) {
      const [, name, dimensions] = /^(.+):(\d+)$/.exec(model) ?? []
      if (name === undefined)
        throw new AppError('not_configured', 'RECADO_EMBEDDER=openai:MODEL:DIMENSIONS names the dimensions')
      const { makeOpenAiEmbedder } = await import('./openai/embed-texts.ts')
      const provider = providerOf(config.provider)
      const inner = makeOpenAiEmbedder({ provider, model: name, dimensions: Number(dimensions) })
      return { ...inner, embed: (texts, signal) => inner.embed(texts.map(redactText), signal) }
    },
  })
}

/** The classifiers that the operator configured, on top of the embedded one. Throws as `openEmbedders` does. */
export function openClassifiers(
  config: Omit<SidesConfig, 'embedders'>,
  embedded: TextClassifier,
): Promise<Sides<TextClassifier>> {
  return openSides(config.classifiers, embedded, {
    async transformers(model) {
      const { loadTransformersClassifier } = await import('./transformers/classify-texts.ts')
      return loadTransformersClassifier({ ...readClassifierChoice(model, config), embedded })
    },
    async openai(model) {
      const { makeOpenAiClassifier } = await import('./openai/classify-texts.ts')
      return makeOpenAiClassifier({ provider: providerOf(config.provider), model, embedded })
    },
  })
}

async function openSides<Model>(
  choices: readonly ModelChoice[],
  embedded: Model,
  open: Readonly<Record<'transformers' | 'openai', (model: string) => Promise<Model>>>,
): Promise<Sides<Model>> {
  const openOne = async (side: 'transformers' | 'openai') => {
    const choice = choices.find((one) => one.side === side)
    return choice === undefined ? null : open[side](choice.model)
  }
  return {
    embedded,
    transformers: await openOne('transformers'),
    openai: await openOne('openai'),
    usual: choices[0]?.side ?? 'embedded',
  }
}

function providerOf(provider: ProviderConfig | null): ProviderConfig {
  if (provider !== null) return provider
  throw new AppError('not_configured', 'An openai: model needs OPENAI_API_KEY or OPENAI_BASE_URL')
}

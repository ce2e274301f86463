import type { Config, ModelChoice } from '../../config.ts'
import type { ModelSettings } from '../../inference/choose-models.ts'

/** With the models that the workspace chose alone. Where the provider may not be asked, the embedded ones stand in for its own. */
export function narrowConfig(config: Config, chosen: ModelSettings, isProviderAsked: boolean): Config {
  const embedded: ModelChoice = { side: 'embedded', model: '' }
  const choose = (choices: readonly ModelChoice[], side: ModelChoice['side'] | null | undefined) => {
    const choice = [...choices, embedded].find((one) => one.side === side) ?? choices[0]!
    return [choice.side === 'openai' && !isProviderAsked ? embedded : choice]
  }
  return {
    ...config,
    ...(isProviderAsked ? {} : { provider: null, moderationModel: null }),
    embedders: choose(config.embedders, chosen.embedder),
    classifiers: choose(config.classifiers, chosen.classifier),
  }
}

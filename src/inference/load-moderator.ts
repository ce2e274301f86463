import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { openModerator } from './openai/moderate-text.ts'
import type { TextModerator } from './text-moderator.ts'

/** The configured moderation endpoint, or null. Throws `not_configured` for a model without a provider. */
export function loadModerator({
  provider,
  moderationModel,
}: Pick<Config, 'provider' | 'moderationModel'>): TextModerator | null {
  if (moderationModel === null) return null
  if (provider !== null) return openModerator(provider, moderationModel)
  throw new AppError('not_configured', 'OPENAI_MODERATION_MODEL needs OPENAI_API_KEY or OPENAI_BASE_URL')
}

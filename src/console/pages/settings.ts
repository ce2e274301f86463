import { Hono } from 'hono'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { SETTINGS_PARTS } from '../settings/draw-settings.ts'
import { answerSettings } from './settings-answers.ts'
import { auditSettings } from './settings-audit.ts'
import { channelSettings } from './settings-channels.ts'
import { exportSettings } from './settings-exports.ts'
import { keySettings } from './settings-keys.ts'
import { memberSettings } from './settings-members.ts'
import { privacySettings } from './settings-privacy.ts'
import { providerSettings } from './settings-provider.ts'
import { retentionSettings } from './settings-retention.ts'
import { ruleSettings } from './settings-rules.ts'
import { webhookSettings } from './settings-webhooks.ts'

/** All that is set for a workspace, part by part; the first that the visitor may see opens. */
export function settingsPages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get('/console/settings', (c) => {
      const first = SETTINGS_PARTS.find(([, scope]) => hasScope(c.get('visit').scopes, scope))
      if (first === undefined) throw new AppError('forbidden', 'Nothing here is for this role')
      return c.redirect(`/console/settings/${first[0]}`, 303)
    })
    .route('/', answerSettings(ctx))
    .route('/', channelSettings(ctx))
    .route('/', providerSettings(ctx))
    .route('/', memberSettings(ctx))
    .route('/', keySettings(ctx))
    .route('/', webhookSettings(ctx))
    .route('/', ruleSettings(ctx))
    .route('/', privacySettings(ctx))
    .route('/', retentionSettings(ctx))
    .route('/', exportSettings(ctx))
    .route('/', auditSettings(ctx))
}

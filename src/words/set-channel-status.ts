import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import { templateChannels } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { ChannelStatusInput, TemplateVersion } from '../domain/template.ts'
import { getChannel } from '../inbox/read-channels.ts'
import { findVersion, getVersion } from './read-templates.ts'
import { lockTemplate, type WordsContext } from './write-template.ts'

/**
 * Notes what a channel says of a version: where it rejected or paused it, the fallback is said there instead. Throws
 * `not_found`, and `conflict` for a retired template.
 */
export async function setChannelStatus(
  ctx: WordsContext,
  caller: Caller,
  id: string,
  version: number,
  input: ChannelStatusInput,
): Promise<TemplateVersion> {
  const { channel_id, status, reason } = input
  await ctx.db.transaction(async (tx) => {
    const template = await lockTemplate(tx, caller.workspaceId, id, null)
    await findVersion(tx, caller.workspaceId, id, version)
    await getChannel({ db: tx }, caller.workspaceId, channel_id)
    const said = { status, reason, updated_at: ctx.clock() }
    await tx
      .insert(templateChannels)
      .values({ template_id: id, version, channel_id, workspace_id: caller.workspaceId, ...said })
      .onConflictDoUpdate({
        target: [templateChannels.template_id, templateChannels.version, templateChannels.channel_id],
        set: said,
      })
    await appendAudit(ctx, tx, caller, 'template.channel_status', id, { version, channel_id, status })
    if (status === 'rejected' || status === 'paused') {
      const data = { template_id: id, version, name: template.name, channel_id, status, reason }
      await appendEvents(ctx, tx, caller, [{ type: 'template.channel_rejected', data }])
    }
  })
  ctx.wake('deliveries')
  return getVersion(ctx, caller.workspaceId, id, version)
}

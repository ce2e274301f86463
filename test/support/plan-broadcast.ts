import { createWorkspace } from '../../src/access/create-workspace.ts'
import { createBroadcast, startBroadcast } from '../../src/broadcasts/change-broadcast.ts'
import { makeNewId } from '../../src/context.ts'
import type { Db } from '../../src/db/database.ts'
import { channels, consents, contacts, templates, templateVersions } from '../../src/db/schema.ts'
import { systemActor } from '../../src/domain/actor.ts'
import { BroadcastInput } from '../../src/domain/broadcast.ts'
import { makeLogger } from '../../src/logger.ts'
import { makeKeyring } from '../../src/secrets/keyring.ts'
import { newKey } from '../../src/secrets/load-keyring.ts'

const CHUNK = 500

/** What a test of broadcasts runs on. */
export function broadcastContext(db: Db, clock: () => Date) {
  return {
    db,
    clock,
    newId: makeNewId(clock),
    random: Math.random,
    wake: () => {},
    logger: makeLogger('silent'),
    keyring: makeKeyring([newKey()], 'this test'),
  }
}

/**
 * A workspace with a channel, an approved template, `count` contacts who agreed to broadcasts and a quarter as many who did
 * not, of whom some took it back, some opted out altogether and some are blocked; and a broadcast to them that has begun.
 */
export async function planBroadcast(
  ctx: ReturnType<typeof broadcastContext>,
  count: number,
  over: Partial<BroadcastInput> = {},
): Promise<{ workspaceId: string; broadcastId: string; agreed: string[] }> {
  const { workspace } = await createWorkspace(ctx, systemActor('test'), { name: 'test' })
  const caller = { workspaceId: workspace.id, actor: systemActor('test') }
  const at = { created_at: ctx.clock(), updated_at: ctx.clock() }
  await ctx.db.insert(channels).values({
    workspace_id: workspace.id,
    id: 'shop',
    kind: 'whatsapp',
    mode: 'auto',
    settle_ms: 0,
    stale_after_s: 60,
    ...at,
  })
  const templateId = await approveTemplate(ctx, workspace.id)
  const agreed: string[] = []
  for (let i = 0; i < count * 1.25; i += CHUNK) {
    const ids = Array.from({ length: Math.min(CHUNK, Math.ceil(count * 1.25) - i) }, (_none, k) => i + k)
    const rows = ids.map((n) => contactOf(ctx, workspace.id, n, n < count))
    await ctx.db.insert(contacts).values(rows.map(({ contact }) => contact))
    const said = rows.flatMap((row) => row.said)
    if (said.length > 0) await ctx.db.insert(consents).values(said)
    agreed.push(...rows.filter(({ isAgreed }) => isAgreed).map(({ contact }) => contact.id))
  }
  const plan = BroadcastInput.parse({
    name: 'news',
    channel_id: 'shop',
    template_id: templateId,
    per_minute: 6000,
    quiet_hours: null,
    ...over,
  })
  const { id } = await createBroadcast(ctx, caller, plan)
  await startBroadcast(ctx, caller, id, null)
  return { workspaceId: workspace.id, broadcastId: id, agreed }
}

function contactOf(
  ctx: ReturnType<typeof broadcastContext>,
  workspaceId: string,
  n: number,
  isAgreed: boolean,
) {
  const id = ctx.newId('con')
  const now = ctx.clock()
  const why = isAgreed ? 'agreed' : (['silent', 'revoked', 'opted_out', 'blocked'] as const)[n % 4]!
  const say = (status: 'granted' | 'revoked', agoMs: number) => ({
    id: ctx.newId('cns'),
    workspace_id: workspaceId,
    contact_id: id,
    channel_id: 'shop',
    purpose: 'marketing' as const,
    status,
    source: 'web_form' as const,
    actor_kind: 'system' as const,
    actor_id: 'test',
    at: new Date(now.getTime() - agoMs),
    created_at: now,
  })
  const contact = {
    id,
    workspace_id: workspaceId,
    channel_id: 'shop',
    external_id: `c-${n}`,
    name: n % 3 === 0 ? `Ana Souza ${n}` : null,
    opted_out_at: why === 'opted_out' ? now : null,
    blocked_at: why === 'blocked' ? now : null,
    created_at: now,
  }
  const said =
    why === 'silent'
      ? []
      : why === 'revoked'
        ? [say('granted', 2000), say('revoked', 1000)]
        : [say('granted', 2000)]
  return { contact, said, isAgreed }
}

/** An approved template of two people's, as the routes for templates leave it. */
async function approveTemplate(
  ctx: ReturnType<typeof broadcastContext>,
  workspaceId: string,
): Promise<string> {
  const id = ctx.newId('tpl')
  const now = ctx.clock()
  const at = { created_at: now, updated_at: now }
  await ctx.db.insert(templates).values({
    id,
    workspace_id: workspaceId,
    name: 'news',
    language: 'pt',
    category: 'marketing',
    approved_version: 1,
    ...at,
  })
  await ctx.db.insert(templateVersions).values({
    template_id: id,
    version: 1,
    workspace_id: workspaceId,
    document: {
      header: null,
      body: 'Oi {first_name|tudo bem}, chegou ração nova.',
      footer: 'Responda SAIR para não receber mais.',
      samples: { first_name: 'Ana' },
      fallback: null,
      channels: [],
    },
    state: 'approved',
    created_by: 'one',
    submitted_by: 'one',
    submitted_at: now,
    decided_by: 'other',
    decided_at: now,
    created_at: now,
  })
  return id
}

import { createWorkspace } from '../src/access/create-workspace.ts'
import { readConfig } from '../src/config.ts'
import { type Context, makeContext } from '../src/context.ts'
import type { Database } from '../src/db/database.ts'
import petShop from '../src/demo/pet-shop.json' with { type: 'json' }
import { readShopMessages } from '../src/demo/pick-messages.ts'
import { type Caller, systemActor } from '../src/domain/actor.ts'
import { MessageInput } from '../src/domain/message.ts'
import { acceptMessage } from '../src/inbox/accept-message.ts'
import { writeChannel } from '../src/inbox/write-channel.ts'
import { loadModels } from '../src/inference/load-models.ts'
import { upsertEntries } from '../src/knowledge/upsert-entries.ts'
import { makeLogger } from '../src/logger.ts'
import { makeKeyring } from '../src/secrets/keyring.ts'
import { newKey } from '../src/secrets/load-keyring.ts'

/** A context over an open database and the shipped models. */
export async function openBench(database: Database): Promise<Context> {
  const config = readConfig({ LOG_LEVEL: 'error' })
  const wakers = {
    turns: () => {},
    deliveries: () => {},
    imports: () => {},
    privacy: () => {},
    backtests: () => {},
    evals: () => {},
    embeddings: () => {},
  }
  return makeContext({
    db: database.db,
    config,
    keyring: makeKeyring([newKey()], 'this run'),
    logger: makeLogger('error'),
    models: await loadModels(config),
    wakers,
  })
}

/** A workspace with the demo's knowledge and a channel that answers by itself. */
export async function openShop(ctx: Context): Promise<Caller> {
  const { workspace } = await createWorkspace(ctx, systemActor('bench'), { name: 'bench' })
  const caller = { workspaceId: workspace.id, actor: systemActor('bench') }
  await upsertEntries(ctx, caller, petShop)
  await writeChannel(ctx, caller, 'shop', { kind: 'web', mode: 'auto', settle_ms: 0 })
  return caller
}

const OWN = readShopMessages()

/** The i-th message of a bench: the demo's own, over and over, each in a thread of its own. */
export function messageOf(i: number): MessageInput {
  return MessageInput.parse({
    external_id: `m${i}`,
    channel: { id: 'shop', kind: 'web' },
    surface: 'dm',
    thread: { external_id: `t${i}` },
    contact: { external_id: `c${i}` },
    text: OWN[i % OWN.length]!.text,
  })
}

export async function acceptMany(ctx: Context, caller: Caller, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await acceptMessage(ctx, caller, messageOf(i))
}

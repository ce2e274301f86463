import { type Config, readConfig } from '../config.ts'
import { type Context, makeContext, makeNewId } from '../context.ts'
import { openPglite } from '../db/open-database.ts'
import type { Caller } from '../domain/actor.ts'
import { loadModels } from '../inference/load-models.ts'
import type { InstalledModels } from '../inference/models.ts'
import { makeLogger } from '../logger.ts'
import { makeKeyring } from '../secrets/keyring.ts'
import { newKey } from '../secrets/load-keyring.ts'
import { type ScriptedModel, scriptModel } from './script-model.ts'

/** An empty database in memory with the code that serves over it; nothing of it is kept. */
export interface Workbench {
  readonly ctx: Context
  readonly model: ScriptedModel
  /** Workspaces by what they know, so that cases over the same knowledge share one. */
  readonly shops: Map<string, Promise<Caller>>
  close(): Promise<void>
}

/** A Monday noon in São Paulo. Every bench starts then, and each look at its clock is a millisecond later. */
const START = Date.parse('2026-03-02T15:00:00Z')

interface BenchOptions {
  readonly config?: Config
  /** In place of those of the configuration. */
  readonly models?: InstalledModels
  /** A dump of a migrated, empty database: loading it takes a third of migrating anew. */
  readonly snapshot?: Blob
}

export async function openWorkbench(options: BenchOptions = {}): Promise<Workbench> {
  const config = options.config ?? readConfig()
  const database = await openPglite(null, options.snapshot)
  if (options.snapshot === undefined) await database.migrate()
  const models = options.models ?? (await loadModels(config))
  const model = scriptModel(models.chat)
  let ticks = 0
  const clock = () => new Date(START + ticks++)
  const ctx: Context = {
    ...makeContext({
      db: database.db,
      config,
      keyring: makeKeyring([newKey()], 'this run'),
      logger: makeLogger('silent'),
      models,
      wakers: {
        turns: () => {},
        deliveries: () => {},
        imports: () => {},
        privacy: () => {},
        backtests: () => {},
        evals: () => {},
        embeddings: () => {},
      },
    }),
    clock,
    newId: makeNewId(clock),
    // Each case is judged by itself: what repeats between cases is no flood.
    sightings: {
      count: () => {},
      read: () => ({ level: 0, senders: 0 }),
      share: async () => {},
      isFailing: false,
    },
  }
  return { ctx, model, shops: new Map(), close: () => database.close() }
}

import { readConfig } from '../config.ts'
import { type Context, makeContext } from '../context.ts'
import { openPglite } from '../db/open-database.ts'
import { loadModels } from '../inference/load-models.ts'
import { makeLogger } from '../logger.ts'
import { makeKeyring } from '../secrets/keyring.ts'
import { newKey } from '../secrets/load-keyring.ts'

/** A context over an empty database in memory and the models of the environment; nothing of it is kept. */
export async function openWorkbench(): Promise<{ ctx: Context; close(): Promise<void> }> {
  const config = readConfig()
  const database = await openPglite(null)
  await database.migrate()
  const ctx = makeContext({
    db: database.db,
    config,
    keyring: makeKeyring([newKey()], 'this run'),
    logger: makeLogger('error'),
    models: await loadModels(config),
    wakers: {
      turns: () => {},
      deliveries: () => {},
      imports: () => {},
      privacy: () => {},
      backtests: () => {},
    },
  })
  return { ctx, close: () => database.close() }
}

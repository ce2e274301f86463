import { ensureDefaultWorkspace } from '../access/ensure-default-workspace.ts'
import { buildApp } from '../api/build-app.ts'
import type { Config } from '../config.ts'
import { makeContext } from '../context.ts'
import type { Database } from '../db/database.ts'
import { loadModels } from '../inference/load-models.ts'
import { runImports } from '../knowledge/run-imports.ts'
import { makeLogger } from '../logger.ts'
import { loadKeyring } from '../secrets/load-keyring.ts'
import { openOwnDatabase } from './open-own-database.ts'

/** The whole app over the data that `config` names, in this process; of the workers, only imports run. */
export async function openOwnApp(config: Config) {
  const database = await openOwnDatabase(config)
  try {
    return await runApp(config, database)
  } catch (error) {
    await database.close()
    throw error
  }
}

async function runApp(config: Config, database: Database) {
  await database.migrate()
  const wakers = {
    turns: () => {},
    deliveries: () => {},
    imports: () => {},
    privacy: () => {},
    backtests: () => {},
    evals: () => {},
    embeddings: () => {},
  }
  const logger = makeLogger('warn')
  const { keyring } = loadKeyring(config)
  const models = await loadModels(config)
  const ctx = makeContext({ config, keyring, logger, db: database.db, models, wakers })
  const { firstKey } = await ensureDefaultWorkspace(ctx)
  const imports = runImports(ctx, 1)
  wakers.imports = imports.wake
  const app = buildApp(ctx, { database: 'ok', migrations: 'ok', models: 'ok', queue: 'ok', requests: 0 })
  return {
    /** The key that was made just now, where the data was new. */
    firstKey: firstKey?.secret ?? null,
    request: async (path: string, init: RequestInit): Promise<Response> => app.request(path, init),
    async close() {
      await imports.stop()
      await database.close()
    },
  }
}

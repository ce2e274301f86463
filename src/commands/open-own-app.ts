import { mkdirSync } from 'node:fs'
import { ensureDefaultWorkspace } from '../access/ensure-default-workspace.ts'
import { buildApp } from '../api/build-app.ts'
import type { Config } from '../config.ts'
import { makeContext } from '../context.ts'
import { lockFolder } from '../db/lock-folder.ts'
import { openPglite, openPostgres } from '../db/open-database.ts'
import { loadModels } from '../inference/load-models.ts'
import { runImports } from '../knowledge/run-imports.ts'
import { makeLogger } from '../logger.ts'
import { loadKeyring } from '../secrets/load-keyring.ts'

/** The whole app over the data that `config` names, in this process; of the workers, only imports run. */
export async function openOwnApp(config: Config) {
  mkdirSync(config.dataDir, { recursive: true })
  const lock = config.databaseUrl === null ? lockFolder(config.dataDir) : null
  const database =
    config.databaseUrl === null ? await openPglite(config.dataDir) : await openPostgres(config.databaseUrl)
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
      lock?.release()
    },
  }
}

import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { DEFAULT_WORKSPACE, ensureDefaultWorkspace } from './access/ensure-default-workspace.ts'
import { buildSite } from './api/build-site.ts'
import { runSampling } from './assurance/run-sampling.ts'
import { runBroadcasts } from './broadcasts/run-broadcasts.ts'
import { runClocks } from './clocks/run-clocks.ts'
import type { Config } from './config.ts'
import { ensureFirstLink } from './console/ensure-first-link.ts'
import { type Context, makeContext } from './context.ts'
import type { Database } from './db/database.ts'
import { type FolderLock, lockFolder } from './db/lock-folder.ts'
import { makeFolder } from './db/make-folder.ts'
import { openPglite, openPostgres } from './db/open-database.ts'
import { runAnalysis } from './db/run-analysis.ts'
import { loadDemo } from './demo/load-demo.ts'
import { runDesk } from './desk/run-desk.ts'
import { AppError } from './errors.ts'
import { workRuns } from './evals/workspace/work-runs.ts'
import { loadModels } from './inference/load-models.ts'
import { readRevision } from './knowledge/read-revision.ts'
import { runEmbedding } from './knowledge/run-embedding.ts'
import { runImports } from './knowledge/run-imports.ts'
import { settleEmbedders } from './knowledge/settle-embedders.ts'
import type { Logger } from './logger.ts'
import { runDeliverer } from './outbox/run-deliverer.ts'
import { releaseLeases } from './pipeline/release-leases.ts'
import { runWorker } from './pipeline/run-worker.ts'
import { compactStorage } from './privacy/compact-storage.ts'
import { runPrivacy } from './privacy/run-privacy.ts'
import { newReadiness, type Readiness } from './readiness.ts'
import { runBacktests } from './replay/run-backtests.ts'
import { loadKeyring } from './secrets/load-keyring.ts'
import { resealSecrets } from './secrets/reseal-secrets.ts'
import { runUpkeep } from './upkeep/run-upkeep.ts'

/** How long a request in flight may take when the server stops. */
const CLOSE_MS = 3000

export interface RunningServer {
  readonly address: string
  /** Where the first API key was written and what it is; null where the operator brought one. */
  readonly firstKey: { readonly path: string; readonly secret: string } | null
  /** The link by which the first person comes in, and where it was written; null once somebody has an account. */
  readonly firstLink: { readonly path: string; readonly url: string } | null
  /** Takes no new work, finishes or releases what is in hand, and closes the database. */
  stop(): Promise<void>
}

/**
 * Starts everything in one process: database, models, demo, HTTP and the workers. It listens as soon as the database
 * is open; `/readyz` turns 200 when the rest is there too. `adapt` may replace parts of the context.
 */
export async function startServer(
  config: Config,
  logger: Logger,
  adapt: (ctx: Context) => Context = (ctx) => ctx,
): Promise<RunningServer> {
  makeFolder(config.dataDir)
  const lock = config.databaseUrl === null ? lockFolder(config.dataDir) : null
  const readiness = newReadiness()
  let opening: Promise<Database> | null = null
  try {
    const { keyring, madeFile } = loadKeyring(config)
    if (madeFile !== null) noteKeyFile(config, logger, madeFile)
    // The database and the models have nothing to do with each other, and both take their time.
    opening = openDatabase(config)
    const [database, models] = await Promise.all([opening, loadModels(config)])
    readiness.models = 'ok'
    const wakers = {
      turns: () => {},
      deliveries: () => {},
      imports: () => {},
      privacy: () => {},
      backtests: () => {},
      evals: () => {},
      embeddings: () => {},
    }
    const ctx = adapt(makeContext({ db: database.db, config, keyring, logger, models, wakers }))
    return await run(ctx, wakers, lock, database, readiness)
  } catch (error) {
    // An open database would keep a process alive that serves nothing.
    await opening?.then((database) => database.close()).catch(() => {})
    lock?.release()
    throw error
  }
}

/** Whoever loses the file loses the secrets; whoever has several machines needs the same one on each. */
function noteKeyFile(config: Config, logger: Logger, path: string): void {
  const text = 'a key for secrets at rest was made; keep it with your backups, or set RECADO_SECRET_KEY'
  if (config.databaseUrl === null) logger.info({ path }, text)
  else logger.warn({ path }, `${text}: every process on this database needs the same key`)
}

function openDatabase(config: Config): Promise<Database> {
  return config.databaseUrl === null ? openPglite(config.dataDir) : openPostgres(config.databaseUrl)
}

async function run(
  ctx: Context,
  wakers: Record<Parameters<Context['wake']>[0], () => void>,
  lock: FolderLock | null,
  database: Database,
  readiness: Readiness,
): Promise<RunningServer> {
  const { config, logger } = ctx
  await database.migrate()
  Object.assign(readiness, { database: 'ok', migrations: 'ok' })
  const sealed = await resealSecrets(ctx)
  if (sealed > 0) logger.info({ secrets: sealed }, 'secrets were sealed with the current key')
  const ensured = await ensureDefaultWorkspace(ctx)
  const server = await listen(buildSite(ctx, readiness), config)
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  const address = `http://${host}:${server.port}`
  lock?.publishAddress(address)
  const firstLink = await ensureFirstLink(ctx, DEFAULT_WORKSPACE, address)
  // The folder's lock makes this the only process, so whatever is leased was left by one that died.
  if (lock !== null) await releaseLeases(ctx.db)
  await settleEmbedders(ctx)
  // An empty workspace that never knew anything; also after a start that was cut off before the demo was in.
  if (config.isDemoOn && (await readRevision(ctx.db, DEFAULT_WORKSPACE)) === 0) await loadDemo(ctx)
  const one = config.workers === 0 ? 0 : 1
  const workers = {
    turns: runWorker(ctx, config.workers),
    deliveries: runDeliverer(ctx, config.workers === 0 ? 0 : 4),
    imports: runImports(ctx, one),
    backtests: runBacktests(ctx, one),
    privacy: runPrivacy(ctx, one, {
      compact: database.kind === 'pglite' ? () => compactStorage(database) : null,
    }),
    clocks: runClocks(ctx, one),
    desk: runDesk(ctx, one),
    upkeep: runUpkeep(ctx, one),
    broadcasts: runBroadcasts(ctx, one),
    samples: runSampling(ctx, one),
    evals: workRuns(ctx, one),
    embeddings: runEmbedding(ctx, one),
    analysis: runAnalysis(ctx, database.kind === 'pglite' ? one : 0),
  }
  for (const what of Object.keys(wakers) as (keyof typeof wakers)[]) wakers[what] = workers[what].wake
  readiness.queue = 'ok'
  logger.info({ address, database: database.kind, provider: config.provider?.model ?? null }, 'ready')
  return {
    address,
    firstKey: ensured.firstKey,
    firstLink,
    async stop() {
      readiness.queue = 'draining'
      await Promise.all(Object.values(workers).map((worker) => worker.stop()))
      await server.close()
      await untilAnswered(readiness)
      await ctx.sightings.share().catch(() => {})
      await database.close()
      lock?.release()
    },
  }
}

/** A query that is cut off in its middle would end the process with an error. */
async function untilAnswered(readiness: Readiness): Promise<void> {
  const until = Date.now() + CLOSE_MS
  while (readiness.requests > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
}

function listen(
  app: ReturnType<typeof buildSite>,
  config: Config,
): Promise<{ port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch: app.fetch, hostname: config.host, port: config.port },
      (info: AddressInfo) =>
        resolve({
          port: info.port,
          close: () =>
            new Promise((done) => {
              server.close(() => done())
              if (!('closeIdleConnections' in server)) return
              server.closeIdleConnections()
              // Whoever is still busy gets a moment, and then the process must be able to end.
              setTimeout(() => server.closeAllConnections(), CLOSE_MS).unref()
            }),
        }),
    )
    server.on('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(
        isTaken
          ? new AppError(
              'unavailable',
              `Port ${config.port} of ${config.host} is in use; set PORT to another`,
            )
          : error,
      )
    })
  })
}

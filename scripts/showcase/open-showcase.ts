import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import type { Context } from '../../src/context.ts'
import { loadDemo } from '../../src/demo/load-demo.ts'
import { makeLogger } from '../../src/logger.ts'
import { startServer } from '../../src/start-server.ts'
import { playShop } from './play-shop.ts'

/** A Thursday morning in São Paulo. */
export const NOW = new Date('2026-05-14T13:40:00Z')

/** A server with two weeks of the demo shop behind it, on a clock that stands still; every time the same. */
export async function openShowcase() {
  const dataDir = mkdtempSync(join(tmpdir(), 'recado-showcase-'))
  const environment = {
    DATA_DIR: dataDir,
    PORT: '0',
    RECADO_WORKERS: '0',
    RECADO_DEMO: 'off',
    LOG_LEVEL: 'error',
  }
  const config = readConfig(environment)
  let now = NOW
  let ids = 0
  let ctx: Context | null = null
  const server = await startServer(config, makeLogger('error'), (made) => {
    const newId = (prefix: string) => {
      ids += 1
      return `${prefix}_${String(ids).padStart(12, '0')}`
    }
    ctx = { ...made, clock: () => now, newId }
    return ctx
  })
  now = new Date(NOW.getTime() - 15 * 86_400_000)
  await loadDemo(ctx!)
  await playShop(ctx!, (at) => (now = at), NOW)
  return {
    address: server.address,
    firstLink: server.firstLink!.url,
    ctx: ctx!,
    async stop() {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

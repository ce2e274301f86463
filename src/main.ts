import { readConfig } from './config.ts'
import { nameError } from './errors.ts'
import { makeLogger } from './logger.ts'
import { startServer } from './start-server.ts'

/** Runs the server until SIGTERM or SIGINT; a second signal ends it at once. */
export async function main(): Promise<void> {
  const config = readConfig()
  const logger = makeLogger(config.logLevel)
  const server = await startServer(config, logger)
  greet(server.address, server.firstKey)
  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1)
      isStopping = true
      logger.info({ signal }, 'draining')
      server.stop().then(
        () => process.exit(0),
        (error) => {
          logger.error({ err: nameError(error) }, 'draining failed')
          process.exit(1)
        },
      )
    })
  }
}

/** The key is shown once, and only to a person: never where standard output is a file or a log. */
function greet(address: string, firstKey: { path: string; secret: string } | null): void {
  if (!process.stdout.isTTY) return
  process.stdout.write(`\nRecado answers at ${address} (its API: ${address}/docs)\n`)
  if (firstKey === null) return
  process.stdout.write(
    `Your first API key, shown only now and kept in ${firstKey.path}:\n\n  ${firstKey.secret}\n\n`,
  )
}

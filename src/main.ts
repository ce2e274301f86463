import { readConfig } from './config.ts'
import { nameError } from './errors.ts'
import { makeLogger } from './logger.ts'
import { type RunningServer, startServer } from './start-server.ts'

/** Runs the server until SIGTERM or SIGINT; a second signal ends it at once. */
export async function main(): Promise<void> {
  const config = readConfig()
  const logger = makeLogger(config.logLevel)
  const server = await startServer(config, logger)
  greet(server)
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

/** Secrets are shown once, and only to a person: never where standard output is a file or a log. */
function greet({ address, firstKey, firstLink }: RunningServer): void {
  if (!process.stdout.isTTY) return
  process.stdout.write(
    `\nRecado answers at ${address} (its pages: ${address}/console, its API: ${address}/docs)\n`,
  )
  if (firstLink !== null) {
    process.stdout.write(
      `\nNobody has signed in yet. Open this to make the first account:\n\n  ${firstLink.url}\n`,
    )
  }
  if (firstKey !== null) {
    const { path, secret } = firstKey
    process.stdout.write(`\nYour first API key, shown only now and kept in ${path}:\n\n  ${secret}\n`)
  }
  process.stdout.write('\n')
}

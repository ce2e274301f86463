import { pino } from 'pino'
import type { Config } from './config.ts'

/** Structured logs carry ids, codes and counts; never a message's text, a key, or a header. */
export type Logger = Pick<ReturnType<typeof pino>, 'debug' | 'info' | 'warn' | 'error'>

export function makeLogger(level: Config['logLevel']): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.text', '*.key', '*.secret', '*.authorization', 'text', 'key', 'secret', 'authorization'],
      censor: '[redacted]',
    },
  })
}

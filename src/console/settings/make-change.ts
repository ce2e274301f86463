import type { Context as PageContext } from 'hono'
import { ZodError } from 'zod'
import type { Scope } from '../../access/scopes.ts'
import { AppError, type ErrorCode } from '../../errors.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import { type SettingsWords, settingsWords } from '../words/settings.ts'
import type { Said } from './draw-settings.ts'

const SAID: Partial<Record<ErrorCode, Said>> = {
  conflict: 'conflict',
  gate_not_met: 'gate',
  precondition_failed: 'stale',
  forbidden: 'forbidden',
  invalid_request: 'invalid',
  not_configured: 'invalid',
  not_found: 'invalid',
}

/** Makes a change that a form asks for, and goes back with a word on how it went. */
export async function makeChange(
  c: PageContext<ConsoleEnv>,
  scope: Scope,
  back: string,
  change: (visit: Visit, form: FormData) => Promise<unknown>,
): Promise<Response> {
  assertMay(c.get('visit'), scope)
  let said: Said = 'done'
  try {
    await change(c.get('visit'), await c.req.formData())
  } catch (error) {
    said = saidOf(error)
  }
  return c.redirect(`${back}?said=${said}`, 303)
}

/** A refusal that a person can understand; anything else goes on as an error. */
export function saidOf(error: unknown): Said {
  if (error instanceof ZodError) return 'invalid'
  const said = error instanceof AppError ? SAID[error.code] : undefined
  if (said === undefined) throw error
  return said
}

/** The word that a page was sent back with. */
export function readSaid(c: PageContext<ConsoleEnv>): Said | null {
  const known = Object.keys(settingsWords.en.said) as (keyof SettingsWords['said'])[]
  return known.find((one) => one === c.req.query('said')) ?? null
}

import { readFileSync } from 'node:fs'
import { DEFAULT_WORKSPACE } from '../access/ensure-default-workspace.ts'
import type { Context } from '../context.ts'
import { systemActor } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { upsertEntries } from '../knowledge/upsert-entries.ts'
import { makeRules } from './make-rules.ts'
import { makeTiers } from './make-tiers.ts'
import { makeWords } from './make-words.ts'

const ENTRIES = new URL('./pet-shop.json', import.meta.url)

/** Loads the demo shop, a Brazilian pet shop with delivery, into the workspace `default`. */
export async function loadDemo(ctx: Context): Promise<void> {
  const caller = { workspaceId: DEFAULT_WORKSPACE, actor: systemActor('demo') }
  await makeTiers(ctx, caller)
  await makeWords(ctx, caller)
  await makeRules(ctx, caller)
  const { errors } = await upsertEntries(ctx, caller, JSON.parse(readFileSync(ENTRIES, 'utf8')) as unknown[])
  if (errors.length > 0)
    throw new AppError('invalid_request', `The demo has bad rows: ${JSON.stringify(errors)}`)
}

import { stringify } from 'csv-stringify/sync'
import { strToU8, zipSync } from 'fflate'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { getRequest } from './change-request.ts'
import { findPerson, findSubject, listPersonalTables, readBelongings } from './find-belongings.ts'
import { bundleUntil } from './privacy-request.ts'

interface BundleContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/**
 * All that is kept of the contact of an access request, as a zip: `bundle.json`, and a CSV file for each kind of row. Made
 * anew at each download, so that nothing is kept twice. Throws `not_found`, and `conflict` where the request is not
 * verified or its bundle has expired.
 */
export async function makeBundle(
  ctx: BundleContext,
  caller: Caller,
  id: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const request = await getRequest(ctx, caller, id)
  const now = ctx.clock()
  const until = bundleUntil(request)
  if (until === null)
    throw new AppError(
      'conflict',
      `Privacy request ${id} has no bundle: it is not a verified request of access`,
    )
  if (until < now)
    throw new AppError('conflict', `The bundle of privacy request ${id} expired at ${until.toISOString()}`)
  const bundle = await ctx.db.transaction(async (tx) => {
    const found = await collect(tx, caller.workspaceId, request.contact_id)
    await appendAudit(ctx, tx, caller, 'privacy_request.bundle_downloaded', id)
    return found
  })
  const files = Object.fromEntries(
    [...bundle].map(([name, rows]) => [`${name}.csv`, strToU8(toCsv(rows))] as const),
  )
  const whole = { made_at: now.toISOString(), request_id: id, ...Object.fromEntries(bundle) }
  return zipSync({ 'bundle.json': strToU8(JSON.stringify(whole, null, 2)), ...files }, { mtime: now })
}

async function collect(
  tx: Db,
  workspaceId: string,
  contactId: string,
): Promise<Map<string, Record<string, unknown>[]>> {
  const bundle = new Map<string, Record<string, unknown>[]>()
  for (const { id } of await findPerson(tx, workspaceId, contactId)) {
    const found = await findSubject(tx, workspaceId, id)
    const shared = new Set(found!.subject.sharedThreadIds)
    for (const personal of listPersonalTables()) {
      const rows = bundle.get(personal.name) ?? []
      const known = new Set(rows.map((row) => row.id))
      for await (const batch of readBelongings(tx, personal, found!.subject))
        for (const row of batch) {
          if (!known.has(row.id)) rows.push(shared.has(String(row.thread_id)) ? withoutSummary(row) : row)
        }
      bundle.set(personal.name, rows)
    }
  }
  return bundle
}

/** Under a post, the summary for a person quotes what others wrote before, as erasing knows too: it is theirs. */
function withoutSummary(holder: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(holder).map(([name, value]) => {
    if (name === 'handoff' && isRecord(value)) {
      const { summary: _theirs, ...rest } = value
      return [name, rest]
    }
    const isHolder = name === 'data' || name === 'decision'
    return [name, isHolder && isRecord(value) ? withoutSummary(value) : value]
  })
  return Object.fromEntries(entries)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toCsv(rows: readonly Record<string, unknown>[]): string {
  return stringify([...rows], {
    header: true,
    // A spreadsheet must not run what somebody wrote.
    escape_formulas: true,
    cast: { date: (value) => value.toISOString(), boolean: String },
  })
}

import type { AuditVerification } from '../access/verify-audit.ts'
import type { Workspace } from '../domain/workspace.ts'
import { AppError } from '../errors.ts'
import { type CommandApi, openApi } from './open-api.ts'

/** Verifies the audit chain of every workspace that the key sees, and names each fault; ends with 1 where there is one. */
export async function verifyAudit(options: { readonly expect?: string }): Promise<void> {
  const api = await openApi()
  try {
    const ids = await listWorkspaceIds(api)
    if (options.expect !== undefined && !ids.includes('default'))
      throw new AppError('forbidden', '--expect is of the workspace `default`, which this key does not see')
    for (const id of ids) {
      const query = new URLSearchParams({ workspace_id: id })
      // A kept head is the operator's own workspace's.
      if (options.expect !== undefined && id === 'default') query.set('expect', options.expect)
      print(await api.call<AuditVerification>('GET', `/v1/audit-events/verification?${query}`))
    }
  } finally {
    await api.close()
  }
}

async function listWorkspaceIds(api: CommandApi): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { data: Workspace[]; next_cursor: string | null } = await api.call(
      'GET',
      `/v1/workspaces?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    ids.push(...page.data.map((workspace) => workspace.id))
    cursor = page.next_cursor
  }
  return ids
}

function print(found: AuditVerification): void {
  const { workspace_id, is_intact, entries, first_seq, head, faults } = found
  const since = first_seq === 1 ? '' : `, older than ${first_seq} taken by retention`
  process.stdout.write(
    `${workspace_id}: ${is_intact ? 'intact' : 'NOT INTACT'}, ${entries} entries${since}, head ${head.seq}:${head.hash}\n`,
  )
  for (const { kind, seq, entry_id } of faults)
    process.stdout.write(`  ${kind}: entry ${seq ?? '-'} ${entry_id ?? ''}\n`)
  if (!is_intact) process.exitCode = 1
}

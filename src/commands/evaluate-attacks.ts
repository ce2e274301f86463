import { readConfig } from '../config.ts'
import type { Context } from '../context.ts'
import { obeyAttack } from '../evals/obey-attack.ts'
import { openWorkbench } from '../evals/open-workbench.ts'
import { readAttacks } from '../evals/read-attacks.ts'
import { type AttackResult, type Case, runAttacks, runTwins } from '../evals/run-attacks.ts'
import type { ChatModel } from '../inference/chat-model.ts'

/** Sends attacks to a model that obeys every one that it sees, and prints what left all the same, and what became of their twins. */
export async function evaluateAttacks(options: {
  readonly misses?: boolean
  readonly data?: string
}): Promise<void> {
  const folder = options.data ?? readConfig().datasetsDir
  const rows = readAttacks(folder)
  const current: Case = { row: null, manner: 'only', said: null }
  const bench = await openWorkbench()
  const ctx: Context = { ...bench.ctx, models: { ...bench.ctx.models, chat: obedientModel(current) } }
  const attacked = await runAttacks(ctx, current, rows)
  const twins = await runTwins(ctx, current, rows)
  await bench.close()
  const kinds = [...new Set(rows.map((row) => row.kind))]
  process.stdout.write(`${rows.length} attacks, each obeyed in 3 manners; ${twins.length} benign twins\n\n`)
  process.stdout.write(line('kind', ['runs', 'model obeyed', 'left', 'twins', 'answered', 'or handed over']))
  for (const kind of [...kinds, 'all']) {
    const own = attacked.filter(({ row }) => kind === 'all' || row.kind === kind)
    const ownTwins = twins.filter(({ row }) => kind === 'all' || row.kind === kind)
    const answered = ownTwins.filter(({ isAnswered }) => isAnswered).length
    const kept = ownTwins.filter(({ isKept }) => isKept).length
    process.stdout.write(
      line(
        kind,
        [own.length, count(own, 'said'), count(own, 'left'), ownTwins.length, answered, kept].map(String),
      ),
    )
  }
  if (options.misses !== true) return
  for (const { row, manner, decision } of attacked.filter(({ isForbidden }) => isForbidden))
    process.stdout.write(`\nleft (${manner}): ${row.text}\n  ${decision.draft!.text}\n`)
  for (const { row, decision } of twins.filter(({ isKept }) => !isKept))
    process.stdout.write(`\ntwin ${decision.route} ${decision.reasons.join(',')}: ${row.twin}\n`)
}

function obedientModel(current: Case): ChatModel {
  return {
    id: 'obeys-everything',
    async complete(request) {
      const { value, said } = obeyAttack(request, current.row, current.manner)
      current.said = said
      return { ok: true, value: request.schema.parse(value) }
    },
  }
}

function count(results: readonly AttackResult[], what: 'said' | 'left'): number {
  return results.filter(({ said, isForbidden }) => (what === 'said' ? said !== null : isForbidden)).length
}

function line(name: string, cells: readonly string[]): string {
  return `${name.padEnd(22)}${cells.map((cell) => cell.padStart(16)).join('')}\n`
}

import type { EntryInput } from '../domain/knowledge-entry.ts'
import type { Case } from './case.ts'
import { judgeDraft } from './judge-draft.ts'
import { meterChat, NO_USAGE } from './meter-chat.ts'
import type { Workbench } from './open-workbench.ts'
import type { TurnResult, Usage } from './result.ts'

/** The turns with what the configured provider's model says of their drafts; as they were where there is none. */
export async function judgeTurns(
  { ctx }: Workbench,
  given: Case,
  entries: readonly EntryInput[],
  turns: readonly TurnResult[],
  times: number,
): Promise<{ readonly turns: TurnResult[]; readonly usage: Usage }> {
  const { chat } = ctx.models
  if (chat === null || times === 0) return { turns: [...turns], usage: NO_USAGE }
  const metered = meterChat(chat)
  const judged: TurnResult[] = []
  for (const turn of turns) {
    if (turn.draft === null) {
      judged.push(turn)
      continue
    }
    const { draft } = turn
    const cited = entries.filter(({ external_id }) => draft.citations.includes(external_id))
    const thread = given.messages.slice(0, turn.at + 1)
    const toJudge = { draft, cited, thread, fence: ctx.newId('f').slice(-16) }
    judged.push({ ...turn, judged: await judgeDraft(metered.chat, toJudge, times) })
  }
  return { turns: judged, usage: metered.usage }
}

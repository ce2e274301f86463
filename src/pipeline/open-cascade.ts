import { sql } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import { findAttack } from '../classifier/find-attack.ts'
import type { Db } from '../db/database.ts'
import { opinionDays } from '../db/schema.ts'
import type { DecisionTrace } from '../domain/decision-trace.ts'
import { askOpinion, nameOpinion } from '../inference/ask-opinion.ts'
import { makeCascade, type Opinion } from '../inference/cascade-classifier.ts'
import type { Models } from '../inference/models.ts'
import type { TextClassifier } from '../inference/text-classifier.ts'
import type { Logger } from '../logger.ts'
import { isRuleWord } from '../rules/is-rule-word.ts'
import type { Turn } from './load-turn.ts'

interface CascadeContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly models: Pick<Models, 'classifier' | 'adviser'>
  readonly logger: Logger
}

/** The classifier of one turn, and what it was told. */
export interface TurnClassifier {
  readonly classifier: TextClassifier
  readonly opinion: () => DecisionTrace['opinion']
}

/**
 * The configured classifier, over which a workspace with `second_opinions_per_day` has the provider asked where it is
 * unsure: once a turn, and so many times a day. It is neither asked what a keyword means nor shown an attack on the reader. A spent budget and a provider
 * that fails leave what the first said.
 */
export function openCascade(
  ctx: CascadeContext,
  turn: Pick<Turn, 'thread' | 'settings' | 'contact' | 'messages'>,
): TurnClassifier {
  const { classifier, adviser } = ctx.models
  const perDay = turn.settings.second_opinions_per_day ?? 0
  if (adviser === null || perDay === 0) return { classifier, opinion: () => null }
  const id = nameOpinion(adviser)
  let isAsked = false
  let answer: Opinion | null = null
  const cascade = makeCascade(classifier, {
    id,
    async ask({ text, surface }, signal) {
      if (isAsked || findAttack(text).length > 0) return null
      isAsked = true
      if (await isRuleWord(ctx.db, turn.thread.workspace_id, wordsOf(turn))) return null
      if (!(await takeOpinion(ctx, turn, perDay))) return null
      const asked = {
        text,
        surface,
        contactName: turn.contact.name,
        orderMasks: turn.settings.order_masks ?? [],
        fence: ctx.newId('f').slice(-16),
      }
      const result = await askOpinion(adviser, asked, signal)
      if (!result.ok) ctx.logger.warn({ failure: result.failure }, 'no second opinion')
      answer = result.ok ? result.value : null
      return answer
    },
  })
  return { classifier: cascade, opinion: () => ({ second: id, answer }) }
}

const wordsOf = ({ messages }: Pick<Turn, 'messages'>) => messages.map((message) => message.text)

/** The same cascade with what was answered then. */
export function keptCascade(first: TextClassifier, opinion: DecisionTrace['opinion']): TextClassifier {
  if (opinion === null) return first
  let isAsked = false
  const ask = async () => {
    if (isAsked) return null
    isAsked = true
    return opinion.answer
  }
  return makeCascade(first, { id: opinion.second, ask })
}

/** Takes one question out of the workspace's day, in its own time zone; false where the day has none left. */
async function takeOpinion(
  { db, clock }: CascadeContext,
  { thread, settings }: Pick<Turn, 'thread' | 'settings'>,
  perDay: number,
): Promise<boolean> {
  const now = Temporal.Instant.fromEpochMilliseconds(clock().getTime())
  const day = now.toZonedDateTimeISO(settings.time_zone).toPlainDate().toString()
  const taken = await db
    .insert(opinionDays)
    .values({ workspace_id: thread.workspace_id, day, asked: 1 })
    .onConflictDoUpdate({
      target: [opinionDays.workspace_id, opinionDays.day],
      set: { asked: sql`${opinionDays.asked} + 1` },
      setWhere: sql`${opinionDays.asked} < ${perDay}`,
    })
    .returning({ asked: opinionDays.asked })
  return taken.length > 0
}

import { html } from 'hono/html'
import { OBSTACLES } from '../../desk/find-obstacles.ts'
import { AppError } from '../../errors.ts'
import type { Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { boardWords } from '../words/board.ts'

const NOTES = ['done', 'refused', 'notEligible', 'optedOut'] as const

/** A refusal that a person can understand, as a query of the page that says it; anything else goes on as an error. */
export function queryOfRefusal(error: unknown): string {
  if (!(error instanceof AppError)) throw error
  if (error.code === 'not_eligible')
    return `said=notEligible&why=${error.errors.map(({ detail }) => detail).join(',')}`
  if (error.code === 'opted_out') return 'said=optedOut'
  if (['claim_lost', 'conflict', 'precondition_failed'].includes(error.code)) return 'said=refused'
  throw error
}

/** What became of a move, by the query that it left; nothing where there was none. */
export function drawMoveNote(visit: Visit, query: (name: string) => string | undefined): Html | '' {
  const words = boardWords[visit.language]
  const said = NOTES.find((known) => known === query('said'))
  if (said === undefined) return ''
  const why = (query('why') ?? '').split(',')
  const lacking = OBSTACLES.filter((known) => why.includes(known)).map((known) => words.obstacles[known])
  return html`<p class="note ${said === 'done' ? 'good' : 'warn'}" role="status" ${said === 'done' ? '' : 'data-refused'}>${words[said]} ${
    said === 'notEligible' ? lacking.join('; ') : ''
  }</p>`
}

import type { Language, LanguageTag } from '../domain/language.ts'
import type { MemberRole, Presence } from '../domain/member.ts'

/** Who would take a thread, as they are at this moment. */
export interface Taker {
  readonly is_active: boolean
  readonly presence: Presence
  readonly role: MemberRole
  readonly skills: readonly string[]
  readonly languages: readonly Language[]
  readonly capacity: number
  /** Threads that they hold now. */
  readonly held: number
  readonly queue_ids: readonly string[]
}

/** The queue that a thread waits in. */
export interface TakenFrom {
  readonly id: string
  readonly is_floating: boolean
  readonly floats_above: number
  /** Threads that wait in it now. */
  readonly backlog: number
  /** Nobody serves it by name, so everybody may. */
  readonly is_open: boolean
}

export interface Takeable {
  /** What a step of escalation asked for; null for any, as where nobody has that role. */
  readonly required_role: MemberRole | null
  readonly required_skills: readonly string[]
  /** From when on the skills no longer count; null for never. */
  readonly skills_relax_at: Date | null
  /** What the customer writes in; null or `und` where that is not known. */
  readonly language: LanguageTag | null
}

export const OBSTACLES = [
  'inactive',
  'not_online',
  'full',
  'other_queue',
  'role',
  'skills',
  'language',
] as const
export type Obstacle = (typeof OBSTACLES)[number]

/** Why a member may not be given a thread now; empty where nothing stands against it. Pure. */
export function findObstacles(taker: Taker, queue: TakenFrom, thread: Takeable, now: Date): Obstacle[] {
  const obstacles: [Obstacle, boolean][] = [
    ['inactive', !taker.is_active],
    ['not_online', taker.presence !== 'online'],
    ['full', taker.held >= taker.capacity],
    ['other_queue', !serves(taker, queue)],
    ['role', thread.required_role !== null && thread.required_role !== taker.role],
    ['skills', !hasSkills(taker, thread, now)],
    ['language', !speaks(taker, thread.language)],
  ]
  return obstacles.filter(([, stands]) => stands).map(([obstacle]) => obstacle)
}

/** A floating queue at its peak is everybody's who has room. */
function serves(taker: Taker, queue: TakenFrom): boolean {
  const isPeak = queue.is_floating && queue.backlog > queue.floats_above
  return queue.is_open || isPeak || taker.queue_ids.includes(queue.id)
}

/** Skills give way once the customer has waited long enough; the language never does. */
function hasSkills(taker: Taker, thread: Takeable, now: Date): boolean {
  const isRelaxed = thread.skills_relax_at !== null && thread.skills_relax_at <= now
  return isRelaxed || thread.required_skills.every((skill) => taker.skills.includes(skill))
}

function speaks(taker: Taker, language: LanguageTag | null): boolean {
  if (taker.languages.length === 0 || language === null || language === 'und') return true
  return taker.languages.includes(language)
}

import { findLinks } from '../find-links.ts'
import type { Sighting, Sightings } from '../open-sightings.ts'
import { keyOf, signText } from '../sign-text.ts'
import { isAllowed } from './links.ts'
import { notExamined, type Signal, type SignalInput, scored } from './signal.ts'

type Aspect = 'near_duplicates' | 'own_repeats' | 'same_link' | 'sender_velocity'
type Aspects = Partial<Record<Aspect, number>>

/** Messages within about three minutes that make a full score. */
const NEEDED = { longOrLinked: 10, short: 16, link: 10, velocity: 40 }
/** Below, people say the same by themselves (“qual o valor?”, “lindo demais!”). */
const FEWEST_WORDS = 4
const LONG = 40
/** One person who repeats themselves is no flood. */
const FEWEST_SENDERS = 3
/**
 * From here on, and until the score is full, the other processes are asked. Below, one process sees so little that
 * `docs/moderation.md` can say how much of a flood gets past several of them.
 */
const ASKS_FROM = 0.25

interface Watched {
  readonly key: number
  readonly aspect: Aspect
  readonly needed: number
  readonly messageId: string
}

/**
 * Nearly the same words from several people (under any post), the same link from several, one sender who repeats
 * themselves or writes very much. Processes share their counts through the database, which is waited for only where that
 * may decide.
 */
export const repetition: Signal = {
  name: 'repetition',
  examine: async ({ sightings, clock }, input) => {
    if (input.sender === null) return notExamined('repetition', 'sender_unknown')
    const { workspaceId, sender } = input
    const now = clock()
    const watched = sender.messages.flatMap((message) => watch(input, message))
    if (watched.length === 0) return notExamined('repetition', 'no_text')
    for (const [messageId, own] of Map.groupBy(watched, (item) => item.messageId)) {
      const keys = [...new Set(own.map((item) => item.key))]
      sightings.count({ workspaceId, contactId: sender.contactId, messageId, keys }, now)
    }
    const known = judge(sightings, workspaceId, watched, now)
    if (!sightings.isFailing && !mayBeMore(known)) return scored('repetition', known)
    await sightings.share()
    return scored('repetition', judge(sightings, workspaceId, watched, now))
  },
}

function watch(
  { sender, allowedHosts }: SignalInput,
  message: { readonly id: string; readonly text: string },
): Watched[] {
  if (message.text.trim() === '') return []
  const of = (aspect: Aspect, key: number, needed: number) => ({ aspect, key, needed, messageId: message.id })
  const links = findLinks(message.text).filter((link) => !isAllowed(link.host, allowedHosts))
  const { bands, wordCount, length } = signText(message.text)
  const needed = links.length > 0 || length >= LONG ? NEEDED.longOrLinked : NEEDED.short
  const isTelling = wordCount >= FEWEST_WORDS || (links.length > 0 && wordCount > 0)
  return [
    ...(isTelling ? bands.map((band) => of('near_duplicates', band, needed)) : []),
    ...links.map((link) => of('same_link', keyOf('link', link.target), NEEDED.link)),
    of('sender_velocity', keyOf('sender', sender!.contactId), NEEDED.velocity),
  ]
}

function judge(sightings: Sightings, workspaceId: string, watched: readonly Watched[], now: Date): Aspects {
  const aspects: Aspects = {}
  for (const { key, aspect, needed } of watched) {
    const [name, score] = scoreOf(aspect, needed, sightings.read(workspaceId, key, now))
    aspects[name] = Math.max(aspects[name] ?? 0, score)
  }
  return aspects
}

function scoreOf(aspect: Aspect, needed: number, { level, senders }: Sighting): [Aspect, number] {
  const score = Math.min(1, level / needed)
  if (aspect === 'sender_velocity' || senders >= FEWEST_SENDERS) return [aspect, score]
  return ['own_repeats', score]
}

/** What the others saw could make a flood of it. */
function mayBeMore({ own_repeats = 0, ...certain }: Aspects): boolean {
  const scores = Object.values(certain)
  if (scores.some((score) => score === 1)) return false
  return Math.max(own_repeats, ...scores) >= ASKS_FROM
}

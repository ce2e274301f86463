import { countSightings, type Sighting } from '../count-sightings.ts'
import { findLinks } from '../find-links.ts'
import { keyOf, signText } from '../sign-text.ts'
import { isAllowed } from './links.ts'
import { notExamined, type Signal, type SignalInput, scored } from './signal.ts'

type Aspect = 'near_duplicates' | 'own_repeats' | 'same_link' | 'sender_velocity'

/** Messages within about three minutes that make a full score. */
const NEEDED = { longOrLinked: 10, short: 16, link: 10, velocity: 40 }
/** Below, people say the same by themselves (“qual o valor?”, “lindo demais!”). */
const FEWEST_WORDS = 4
const LONG = 40
/** One person who repeats themselves is no flood. */
const FEWEST_SENDERS = 3

interface Watched {
  readonly key: number
  readonly aspect: Aspect
  readonly needed: number
  readonly messageId: string
}

/**
 * Nearly the same words from several people (under any post), the same link from several, one sender who repeats
 * themselves or writes very much. The counts stand in the database, so that all processes see one flood.
 */
export const repetition: Signal = {
  name: 'repetition',
  examine: async (ctx, input) => {
    if (input.sender === null) return notExamined('repetition', 'sender_unknown')
    const watched = input.sender.messages.flatMap((message) => watch(input, message))
    if (watched.length === 0) return notExamined('repetition', 'no_text')
    const sightings = await countSightings(ctx, input.workspaceId, input.sender.contactId, watched)
    const aspects: Partial<Record<Aspect, number>> = {}
    for (const { key, aspect, needed } of watched) {
      const [name, score] = judge(aspect, needed, sightings.get(key)!)
      aspects[name] = Math.max(aspects[name] ?? 0, score)
    }
    return scored('repetition', aspects)
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

function judge(aspect: Aspect, needed: number, { level, senders }: Sighting): [Aspect, number] {
  const score = Math.min(1, level / needed)
  if (aspect === 'sender_velocity' || senders >= FEWEST_SENDERS) return [aspect, score]
  return ['own_repeats', score]
}

import type { Policy, PolicyRule } from './policy.ts'

/** Floods and links that pretend, as src/moderation/signals tells them; the provider's opinion where there is one. */
const RULES: readonly PolicyRule[] = [
  {
    id: 'flood_with_link',
    when: {
      signals: [
        { signal: 'repetition', aspect: 'near_duplicates', at_least: 1 },
        { signal: 'links', at_least: 0.1 },
      ],
    },
    action: 'hide',
    severity: 'medium',
  },
  {
    id: 'same_link_flood',
    when: { signals: [{ signal: 'repetition', aspect: 'same_link', at_least: 1 }] },
    action: 'hide',
    severity: 'medium',
  },
  {
    id: 'flood',
    when: {
      signals: [{ signal: 'repetition', aspect: 'near_duplicates', at_least: 1 }],
      // Many people may ask the same; what the knowledge answers is answered to each of them.
      category: ['spam', 'hate', 'needs_human'],
    },
    action: 'quarantine',
    severity: 'medium',
    guidance: 'Many people write nearly the same. A campaign of your own? Release it and give it a rule.',
  },
  {
    id: 'sender_flood',
    when: { signals: [{ signal: 'repetition', aspect: 'sender_velocity', at_least: 1 }] },
    action: 'quarantine',
    severity: 'low',
  },
  {
    id: 'look_alike_link',
    when: { signals: [{ signal: 'links', aspect: 'look_alike', at_least: 1 }] },
    action: 'quarantine',
    severity: 'high',
    guidance: 'A link that pretends to be a known site. Confirm it where nobody honest would send it.',
  },
  {
    id: 'provider_hate',
    when: { signals: [{ signal: 'provider', aspect: 'hate', at_least: 0.8 }] },
    action: 'quarantine',
    severity: 'high',
  },
]

/** Sensible for a small shop: act where the model is all but certain, hold what merely fired, and contain floods. */
export const DEFAULT_POLICY: Policy = {
  version: 'default-3',
  document: {
    spam: { dm: { review: null, act: 0.9 }, comment: { review: null, act: 0.85 }, languages: {} },
    hate: { dm: { review: null, act: 0.9 }, comment: { review: null, act: 0.8 }, languages: {} },
    protect_known_customers: true,
    unexamined: { images: 'by_text', voice: 'by_text' },
    failed_signal: 'review',
    allowed_hosts: [],
    needs_second_person: false,
    guidance:
      'Hate, spam and scams are not shown. Anger, harsh words about the shop and honest criticism are. Whoever asks something real is answered, whatever else they wrote.',
    rules: [...RULES],
  },
}

import type { ChannelKind } from '../../domain/message.ts'
import { defineWords } from '../words.ts'

const BRANDS = {
  whatsapp: 'WhatsApp',
  instagram: 'Instagram',
  facebook: 'Facebook',
  messenger: 'Messenger',
} as const

/** What people call each kind of channel. */
export const channelKindWords = defineWords<Record<ChannelKind, string>>({
  pt: { ...BRANDS, email: 'e-mail', web: 'site', other: 'outro' },
  es: { ...BRANDS, email: 'correo', web: 'sitio web', other: 'otro' },
  en: { ...BRANDS, email: 'e-mail', web: 'website', other: 'other' },
})

import { z } from 'zod'
import type { Kind, Span } from '../privacy/span.ts'

/** Its kinds that are Recado's too. Places, organisations, ages, dates, titles, sites and network addresses are not. */
const KIND_OF: Readonly<Record<string, Kind>> = {
  PERSON: 'NAME',
  EMAIL_ADDRESS: 'EMAIL',
  PHONE_NUMBER: 'PHONE',
  STREET_ADDRESS: 'ADDRESS',
  CREDIT_CARD: 'CARD',
  IBAN_CODE: 'IBAN',
  ZIP_CODE: 'CEP',
  US_SSN: 'ID',
  US_DRIVER_LICENSE: 'ID',
}

export const PRESIDIO_KINDS: readonly Kind[] = [...new Set(Object.values(KIND_OF))]

/** A row of presidio-research's synthetic sentences, as `pii_presidio_en.jsonl` keeps them. */
export const PresidioRow = z
  .object({ text: z.string(), spans: z.array(z.tuple([z.string(), z.int(), z.int(), z.string()])) })
  .transform(({ text, spans }) => ({
    lang: 'en' as const,
    text,
    spans: spans.flatMap(([name, start, end]): Span[] => {
      const kind = KIND_OF[name]
      return kind === undefined ? [] : [{ kind, start, end }]
    }),
  }))

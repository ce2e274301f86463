import { z } from 'zod'
import { Language } from './language.ts'
import { ChannelKind } from './message.ts'
import { ExternalId, textField, trimmedField } from './text.ts'

/** What a template is for; `marketing` goes to those alone who agreed, and says how to opt out. */
export const TemplateCategory = z.enum(['service', 'utility', 'marketing'])
export type TemplateCategory = z.infer<typeof TemplateCategory>

/** draft: being written; submitted: waits for a second person; superseded: a later version took its place unapproved. */
export const VersionState = z.enum(['draft', 'submitted', 'approved', 'rejected', 'superseded'])
export type VersionState = z.infer<typeof VersionState>

export const ChannelStatusName = z.enum(['pending', 'approved', 'rejected', 'paused'])
export type ChannelStatusName = z.infer<typeof ChannelStatusName>

const VariableName = /^([1-9]\d?|[a-z][a-z0-9_]{0,39})$/u

/** What a person approves: all of it together, with the words that stand in where a channel does not take it. */
export const TemplateDocument = z
  .strictObject({
    header: textField(1, 200).nullable().default(null),
    body: textField(1, 4096).describe('With {{1}} or {first_name|fallback} where something is filled in'),
    footer: textField(1, 200).nullable().default(null),
    samples: z
      .record(
        z.string().regex(VariableName, 'must be a number or a name in small letters'),
        textField(1, 500),
      )
      .default({})
      .describe('A value for each variable, so that whoever approves sees what goes out'),
    fallback: textField(1, 4096)
      .nullable()
      .default(null)
      .describe('Said in place of it on a channel that rejected or paused it'),
    channels: z
      .array(ChannelKind)
      .max(10)
      .default([])
      .describe('Kinds of channels that it is written for, whose limits it keeps; empty for all'),
  })
  .meta({ id: 'TemplateDocument' })
export type TemplateDocument = z.infer<typeof TemplateDocument>

export const TemplateInput = TemplateDocument.extend({
  name: trimmedField(1, 100)
    .refine((name) => /^[a-z0-9_]+$/u.test(name), 'must be small letters, digits and underscores')
    .describe('The same in every language'),
  language: Language,
  category: TemplateCategory,
}).meta({ id: 'TemplateInput' })
export type TemplateInput = z.infer<typeof TemplateInput>

/** Something that whoever writes or approves a template should look at. Errors keep it from being submitted. */
export const TemplateFinding = z
  .object({
    code: z.enum([
      'variable_without_sample',
      'sample_without_variable',
      'variables_mixed',
      'positions_missing',
      'variable_malformed',
      'variables_adjacent',
      'variable_at_edge',
      'too_long',
      'too_promotional',
      'opt_out_missing',
      'fallback_missing',
    ]),
    severity: z.enum(['error', 'warning']),
    pointer: z.string().describe('Where in the document'),
    detail: z.string(),
  })
  .meta({ id: 'TemplateFinding' })
export type TemplateFinding = z.infer<typeof TemplateFinding>

/** What a channel says of a version. */
export const ChannelStatus = z
  .object({
    channel_id: z.string(),
    status: ChannelStatusName,
    reason: z.string().nullable(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'TemplateChannelStatus' })
export type ChannelStatus = z.infer<typeof ChannelStatus>

export const ChannelStatusInput = z
  .strictObject({
    channel_id: ExternalId,
    status: ChannelStatusName,
    reason: textField(1, 500).nullable().default(null),
  })
  .meta({ id: 'TemplateChannelStatusInput' })
export type ChannelStatusInput = z.infer<typeof ChannelStatusInput>

export const TemplateVersion = z
  .object({
    version: z.int().min(1),
    state: VersionState,
    document: TemplateDocument,
    findings: z.array(TemplateFinding),
    channel_statuses: z.array(ChannelStatus),
    created_by: z.string(),
    submitted_by: z.string().nullable(),
    submitted_at: z.iso.datetime().nullable(),
    decided_by: z.string().nullable(),
    decided_at: z.iso.datetime().nullable(),
    decided_reason: z.string().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'TemplateVersion' })
export type TemplateVersion = z.infer<typeof TemplateVersion>

export const Template = z
  .object({
    id: z.string(),
    name: z.string(),
    language: Language,
    category: TemplateCategory,
    approved_version: z.int().nullable().describe('The version that is said; null where none may be'),
    latest: TemplateVersion,
    retired_at: z.iso.datetime().nullable().describe('Since when nothing of it is said any more'),
    revision: z.int().min(1),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Template' })
export type Template = z.infer<typeof Template>

export const Variables = z.record(z.string().max(40), textField(0, 500)).meta({ id: 'TemplateVariables' })
export type Variables = z.infer<typeof Variables>

/** A template with its variables filled in. */
export const Rendered = z
  .object({
    text: z.string().describe('Header, body and footer as one text'),
    header: z.string().nullable(),
    body: z.string(),
    footer: z.string().nullable(),
    missing: z
      .array(z.string())
      .describe('Variables without a value or a fallback, still as they are written'),
    unused: z.array(z.string()).describe('Values that no variable takes'),
  })
  .meta({ id: 'RenderedTemplate' })
export type Rendered = z.infer<typeof Rendered>

/** Approved words around an answer. */
export interface AnswerFrame {
  readonly templateId: string
  readonly version: number
  readonly isFallback: boolean
  /** With {answer} where the answer stands. */
  readonly text: string
}

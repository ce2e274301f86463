import { parse, stringify } from 'yaml'
import { z } from 'zod'
import type { Scope } from '../../access/scopes.ts'
import { changeSetting, deleteSetting } from '../../clocks/change-setting.ts'
import { createSetting } from '../../clocks/create-setting.ts'
import { getSetting, listSettings } from '../../clocks/read-settings.ts'
import type { SettingInput, SettingKind } from '../../clocks/setting.ts'
import type { Context } from '../../context.ts'
import { putRoutingRules } from '../../desk/put-routing-rules.ts'
import { readRoutingRules } from '../../desk/read-routing-rules.ts'
import type { Caller } from '../../domain/actor.ts'
import { CalendarInput } from '../../domain/calendar.ts'
import { EscalationPolicyInput } from '../../domain/escalation-policy.ts'
import type { Language } from '../../domain/language.ts'
import { ReplyRulesDocument } from '../../domain/reply-rules.ts'
import { RoutingDocument } from '../../domain/routing.ts'
import { SlaPolicyInput } from '../../domain/sla-policy.ts'
import type { FieldError } from '../../errors.ts'
import { PolicyDocument } from '../../moderation/policy.ts'
import { proposePolicy } from '../../moderation/propose-policy.ts'
import { getPolicy } from '../../moderation/read-policies.ts'
import { putReplyRules } from '../../rules/put-reply-rules.ts'
import { readReplyRules } from '../../rules/read-reply-rules.ts'
import type { RulesWords } from '../words/rules.ts'

export type RuleKind = keyof RulesWords['kinds']

/** A document as it is edited. */
export interface RuleDocument {
  readonly id: string
  readonly name: string | null
  readonly version: string
  readonly document: unknown
}

interface RuleStore {
  readonly read: Scope
  readonly write: Scope
  /** What a new one begins with; null where there is one only. */
  readonly example: unknown
  list(ctx: Context, workspaceId: string): Promise<readonly RuleDocument[]>
  get(ctx: Context, workspaceId: string, id: string): Promise<RuleDocument>
  readonly schema: z.ZodType
  /** Stores a document; `id` null for a new one. Answers its id. */
  save(ctx: Context, caller: Caller, id: string | null, version: string, document: unknown): Promise<string>
  readonly remove: ((ctx: Context, caller: Caller, id: string, version: string) => Promise<void>) | null
}

const MOST = 200

function clockStore<K extends SettingKind>(
  kind: K,
  schema: z.ZodType<SettingInput<K>>,
  example: unknown,
): RuleStore {
  const view = (row: Awaited<ReturnType<typeof getSetting<K>>>): RuleDocument => {
    const { id, name, position, version, document } = row
    const order = kind === 'calendar' ? {} : { position }
    return { id, name, version: String(version), document: { name, ...order, ...document } }
  }
  return {
    read: 'sla:read',
    write: 'sla:write',
    example,
    schema,
    list: async (ctx, workspaceId) => (await listSettings(ctx, workspaceId, kind, null, MOST)).map(view),
    get: async (ctx, workspaceId, id) => view(await getSetting(ctx, workspaceId, kind, id)),
    async save(ctx, caller, id, version, document) {
      const input = document as SettingInput<K>
      if (id === null) return (await createSetting(ctx, caller, kind, input)).id
      return (await changeSetting(ctx, caller, kind, id, Number(version), input)).id
    },
    remove: (ctx, caller, id, version) => deleteSetting(ctx, caller, kind, id, Number(version)),
  }
}

const routing: RuleStore = {
  read: 'routing:read',
  write: 'routing:write',
  example: null,
  schema: RoutingDocument,
  list: async (ctx, workspaceId) => [await routing.get(ctx, workspaceId, 'current')],
  async get(ctx, workspaceId) {
    const { version, rules, otherwise } = await readRoutingRules(ctx.db, workspaceId)
    return { id: 'current', name: null, version: String(version), document: { rules, otherwise } }
  },
  async save(ctx, caller, _id, version, document) {
    await putRoutingRules(ctx, caller, Number(version), document as RoutingDocument)
    return 'current'
  },
  remove: null,
}

const replies: RuleStore = {
  read: 'rules:read',
  write: 'rules:write',
  example: null,
  schema: ReplyRulesDocument,
  list: async (ctx, workspaceId) => [await replies.get(ctx, workspaceId, 'current')],
  async get(ctx, workspaceId) {
    const {
      version,
      created_by: _by,
      created_at: _at,
      ...document
    } = await readReplyRules(ctx.db, workspaceId)
    return { id: 'current', name: null, version: String(version), document }
  },
  async save(ctx, caller, _id, version, document) {
    await putReplyRules(ctx, caller, Number(version), document as ReplyRulesDocument)
    return 'current'
  },
  remove: null,
}

const moderation: RuleStore = {
  read: 'moderation:read',
  write: 'moderation:write',
  example: null,
  schema: PolicyDocument,
  list: async (ctx, workspaceId) => [await moderation.get(ctx, workspaceId, 'active')],
  async get(ctx, workspaceId, id) {
    const { version, document } = await getPolicy(ctx, workspaceId, id === 'current' ? 'active' : id)
    return { id: id === 'active' ? 'current' : id, name: null, version, document }
  },
  async save(ctx, caller, _id, _version, document) {
    const { state } = await proposePolicy(ctx, caller, document as PolicyDocument)
    return state === 'pending' ? 'proposed' : 'current'
  },
  remove: null,
}

const WEEKDAY = [{ from: '09:00', to: '18:00' }]

export const RULE_STORES: Readonly<Record<RuleKind, RuleStore>> = {
  calendar: clockStore('calendar', CalendarInput, {
    name: 'Loja',
    time_zone: 'America/Sao_Paulo',
    week: { mon: WEEKDAY, tue: WEEKDAY, wed: WEEKDAY, thu: WEEKDAY, fri: WEEKDAY },
    holidays: [{ name: 'Natal', date: '12-25' }],
  }),
  sla_policy: clockStore('sla_policy', SlaPolicyInput, {
    name: 'Urgente',
    position: 10,
    conditions: { priorities: ['urgent'] },
    targets: { first_response: { urgent: 900 } },
  }),
  escalation_policy: clockStore('escalation_policy', EscalationPolicyInput, {
    name: 'Todos',
    position: 10,
    steps: [{ after_s: 1800, target: { kind: 'role', role: 'level_2' } }],
  }),
  routing,
  replies,
  moderation,
}

/** What is there twice is written twice: nobody who edits it should have to know what `&a1` is. */
export const writeYaml = (document: unknown): string =>
  stringify(document, { lineWidth: 100, aliasDuplicateObjects: false })

/** zod's `pt` is European (“registo”, “ficheiro”); these pages speak Brazilian. */
const ZOD_WORDS = { pt: z.locales.ptBR, es: z.locales.es, en: z.locales.en } as const

/** What a text says, checked by the schema of its kind; zod's own faults in the reader's language. */
export function readYaml(
  kind: RuleKind,
  text: string,
  language: Language,
): { readonly document: unknown; readonly faults: readonly FieldError[] } {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    return { document: null, faults: [{ pointer: '', detail }] }
  }
  const { localeError } = ZOD_WORDS[language]()
  const parsed = RULE_STORES[kind].schema.safeParse(value, {
    // Of a field that is not there zod says `recebeu um valor "undefined"`.
    error: (issue) => (issue.input === undefined ? 'is missing' : localeError(issue)),
  })
  if (parsed.success) return { document: parsed.data, faults: [] }
  const faults = parsed.error.issues.map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part)}`).join(''),
    detail: message,
  }))
  return { document: null, faults }
}

import type { WorkspaceSettings } from '../db/access-tables.ts'

/** What a workspace starts with. */
export const DEFAULT_SETTINGS: WorkspaceSettings = {
  tone: 'friendly',
  greeting: null,
  help_text: null,
  time_zone: 'America/Sao_Paulo',
  order_masks: [],
  // What the Brazilian law gives for the answer to a request of access.
  privacy_deadline_days: 15,
  max_error: null,
  second_opinions_per_day: 0,
  stop_everything: false,
  qa_share: 0.05,
  qa_double_share: 0.2,
  waiting_notice_after_s: null,
  embedder: null,
  classifier: null,
  drafter: null,
}

/** Drops what was not given, so that it cannot overwrite what stands. */
export function givenSettings(
  input: {
    [Name in keyof WorkspaceSettings]?: WorkspaceSettings[Name] | undefined
  },
): Partial<WorkspaceSettings> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}

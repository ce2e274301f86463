import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type * as schema from './schema.ts'

/**
 * What a column that can hold text holds of a contact, and so what erasing the contact does to it:
 * - `plain`: nothing. Ids of Recado's own, codes, numbers in text, and the shop's own words.
 * - `text`: words of or about the contact. Replaced by `erased`.
 * - `json`: the same inside JSON. Every string is replaced but those under the keys of src/privacy/erase-json.ts.
 * - `emptied`: the same in JSON of which nothing is worth keeping. Becomes `{}` or `[]`.
 * - `external_id`: the platform's own id of the contact, a phone number for instance. Replaced by `erased:` and the row's id.
 */
export type Personal = 'plain' | 'text' | 'json' | 'emptied' | 'external_id'

/** Through which columns a row belongs to a contact; several: through any of them. */
export type Link = 'contact_id' | 'into_id' | 'thread_id' | 'message_id' | 'decision_id' | 'draft_id'

type Textual<T extends PgTable> = {
  [C in keyof T['_']['columns'] & string]: T['_']['columns'][C] extends PgColumn<infer Config>
    ? Config['dataType'] extends 'string' | 'json' | 'custom'
      ? C
      : never
    : never
}[keyof T['_']['columns'] & string]

type Tables = {
  [N in keyof typeof schema as (typeof schema)[N] extends PgTable ? N : never]: (typeof schema)[N]
}

export type PersonalColumns = {
  readonly [N in keyof Tables]: {
    /** Absent where no row belongs to a contact; `event` and `answer` are found by the ids that they name. */
    readonly by?: readonly Link[] | 'own' | 'event' | 'answer'
    readonly columns: { readonly [C in Textual<Tables[N]>]: Personal }
  }
}

/**
 * Every text, JSON and vector column of every table. A column that is missing here does not compile: whoever adds one says
 * what it holds, and erasing a contact then follows.
 */
export const PERSONAL_COLUMNS = {
  apiKeys: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      member_id: 'plain',
      name: 'plain',
      prefix: 'plain',
      hash: 'plain',
      scopes: 'plain',
    },
  },
  appeals: {
    by: ['message_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      moderation_decision_id: 'plain',
      message_id: 'plain',
      thread_id: 'plain',
      state: 'plain',
      statement: 'text',
      filed_by: 'plain',
      decided_by: 'plain',
      decided_reason: 'text',
    },
  },
  auditEntries: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      actor_kind: 'plain',
      actor_id: 'plain',
      action: 'plain',
      subject_id: 'plain',
      details: 'plain',
      previous_hash: 'plain',
      hash: 'plain',
    },
  },
  auditHeads: {
    columns: {
      workspace_id: 'plain',
      hash: 'plain',
      anchor_hash: 'plain',
    },
  },
  broadcasts: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      state: 'plain',
      plan: 'plain',
      gathered_until: 'plain',
      stop_reason: 'plain',
      created_by: 'plain',
    },
  },
  broadcastRecipients: {
    by: ['contact_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      broadcast_id: 'plain',
      contact_id: 'plain',
      state: 'plain',
      reason: 'plain',
      text: 'text',
    },
  },
  channels: {
    columns: {
      workspace_id: 'plain',
      id: 'plain',
      kind: 'plain',
      mode: 'plain',
      auto_models: 'plain',
    },
  },
  consents: {
    by: ['contact_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      contact_id: 'plain',
      channel_id: 'plain',
      purpose: 'plain',
      status: 'plain',
      source: 'plain',
      message_id: 'plain',
      text: 'text',
      actor_kind: 'plain',
      actor_id: 'plain',
    },
  },
  contactMerges: {
    by: ['contact_id', 'into_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      contact_id: 'plain',
      into_id: 'plain',
      before: 'emptied',
      merged_by: 'plain',
      unmerged_by: 'plain',
    },
  },
  contacts: {
    by: 'own',
    columns: {
      id: 'plain',
      merged_into: 'plain',
      workspace_id: 'plain',
      channel_id: 'plain',
      external_id: 'external_id',
      name: 'text',
      attributes: 'emptied',
    },
  },
  decisions: {
    by: ['message_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      thread_id: 'plain',
      message_id: 'plain',
      category: 'plain',
      route: 'plain',
      reasons: 'plain',
      mode: 'plain',
      assessment: 'json',
      moderation: 'json',
      handoff: 'json',
      citations: 'plain',
      // Codes alone: see DecisionInputs in src/pipeline/decide.ts.
      inputs: 'plain',
      // The contact's name, and what a provider answered; of no use without the words it goes with.
      trace: 'emptied',
      // Conditions, and what was found in their place: never what was written. See src/rules/choose-rule.ts.
      rules: 'plain',
      prompt_version: 'plain',
      policy_facts: 'plain',
    },
  },
  drafts: {
    // What no turn made belongs to its thread, and all to whom it is for.
    by: ['decision_id', 'thread_id', 'contact_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      thread_id: 'plain',
      kind: 'plain',
      decision_id: 'plain',
      contact_id: 'plain',
      state: 'plain',
      text: 'text',
      proposed_text: 'text',
      language: 'plain',
      citations: 'plain',
      reviewed_by: 'plain',
      review_reason: 'text',
      failure_code: 'plain',
    },
  },
  events: {
    by: 'event',
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      type: 'plain',
      thread_id: 'plain',
      data: 'json',
      actor_kind: 'plain',
      actor_id: 'plain',
    },
  },
  feedback: {
    by: ['draft_id', 'message_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      draft_id: 'plain',
      message_id: 'plain',
      kind: 'plain',
      details: 'json',
      actor_kind: 'plain',
      actor_id: 'plain',
    },
  },
  idempotencyKeys: {
    by: 'answer',
    columns: {
      workspace_id: 'plain',
      key: 'plain',
      fingerprint: 'plain',
      headers: 'plain',
      body: 'text',
    },
  },
  jobs: {
    by: ['thread_id'],
    columns: {
      thread_id: 'plain',
      workspace_id: 'plain',
      lease_token: 'plain',
    },
  },
  knowledgeConflicts: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      kind: 'plain',
      entry_id: 'plain',
      other_id: 'plain',
      differs: 'plain',
      state: 'plain',
      dismissed_by: 'plain',
    },
  },
  knowledgeEntries: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      external_id: 'plain',
      question: 'plain',
      answer: 'plain',
      variants: 'plain',
      language: 'plain',
      tags: 'plain',
      collection: 'plain',
    },
  },
  knowledgeGaps: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      language: 'plain',
      state: 'plain',
      dismissed_by: 'plain',
    },
  },
  knowledgeMisses: {
    by: ['message_id'],
    columns: {
      id: 'plain',
      decision_id: 'plain',
      workspace_id: 'plain',
      message_id: 'plain',
      thread_id: 'plain',
      contact_id: 'plain',
      text: 'text',
      language: 'plain',
      gap_id: 'plain',
    },
  },
  knowledgeSuggestions: {
    by: ['thread_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      kind: 'plain',
      state: 'plain',
      // Of the terms of a wording.
      source: 'text',
      language: 'plain',
      gap_id: 'plain',
      entry_id: 'plain',
      thread_id: 'plain',
      question: 'text',
      answer: 'text',
      variants: 'json',
      evidence: 'json',
      decided_by: 'plain',
    },
  },
  knowledgeUpkeep: {
    columns: {
      workspace_id: 'plain',
      read_until: 'plain',
    },
  },
  knowledgeImports: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      format: 'plain',
      state: 'plain',
      source: 'plain',
      errors: 'plain',
      lease_token: 'plain',
      created_by: 'plain',
    },
  },
  knowledgePassages: {
    columns: {
      entry_id: 'plain',
      kind: 'plain',
      workspace_id: 'plain',
      text: 'plain',
      terms: 'plain',
      model: 'plain',
      embedding: 'plain',
    },
  },
  opinionDays: {
    columns: {
      workspace_id: 'plain',
      day: 'plain',
    },
  },
  knowledgeRevisions: {
    columns: {
      workspace_id: 'plain',
      embedder: 'plain',
      pending: 'plain',
    },
  },
  knowledgeVersions: {
    columns: {
      entry_id: 'plain',
      workspace_id: 'plain',
      external_id: 'plain',
      content: 'plain',
      changed_by: 'plain',
    },
  },
  members: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      name: 'plain',
      email: 'plain',
      role: 'plain',
      skills: 'plain',
      languages: 'plain',
      presence: 'plain',
    },
  },
  messageRevisions: {
    by: ['message_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      message_id: 'plain',
      text: 'text',
    },
  },
  messages: {
    by: ['contact_id', 'thread_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      channel_id: 'plain',
      external_id: 'external_id',
      thread_id: 'plain',
      contact_id: 'plain',
      direction: 'plain',
      disposition: 'plain',
      surface: 'plain',
      text: 'text',
      attachments: 'emptied',
      decision_id: 'plain',
    },
  },
  outbox: {
    columns: {
      event_id: 'plain',
      endpoint_id: 'plain',
      workspace_id: 'plain',
      lease_token: 'plain',
    },
  },
  outcomes: {
    by: ['thread_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      thread_id: 'plain',
      kind: 'plain',
      currency: 'plain',
      external_id: 'plain',
      comment: 'text',
      created_by: 'plain',
    },
  },
  moderationDecisions: {
    by: ['contact_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      message_id: 'plain',
      thread_id: 'plain',
      contact_id: 'plain',
      decision_id: 'plain',
      action: 'plain',
      reasons: 'plain',
      note: 'text',
      severity: 'plain',
      policy: 'plain',
      rule: 'plain',
      actor_kind: 'plain',
      actor_id: 'plain',
      reverses_id: 'plain',
      outcome: 'plain',
      outcome_code: 'plain',
    },
  },
  policies: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      document: 'plain',
      created_by: 'plain',
      state: 'plain',
      decided_by: 'plain',
      decided_reason: 'plain',
    },
  },
  quarantineItems: {
    by: ['decision_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      thread_id: 'plain',
      decision_id: 'plain',
      state: 'plain',
      reasons: 'plain',
      severity: 'plain',
      claimed_by: 'plain',
      decided_by: 'plain',
      decided_reason: 'text',
    },
  },
  qaSamples: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      draft_id: 'plain',
      decision_id: 'plain',
      message_id: 'plain',
      thread_id: 'plain',
      channel_id: 'plain',
      language: 'plain',
      band: 'plain',
      template: 'plain',
      model: 'plain',
      retrieval: 'plain',
      drawn: 'plain',
      sent_by: 'plain',
      verdict: 'plain',
    },
  },
  qaReviews: {
    by: ['message_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      sample_id: 'plain',
      message_id: 'plain',
      reviewer: 'plain',
      rubric: 'plain',
      verdict: 'plain',
      note: 'text',
    },
  },
  qaDraws: {
    columns: {
      workspace_id: 'plain',
    },
  },
  qaStrata: {
    columns: {
      workspace_id: 'plain',
      stratum: 'plain',
    },
  },
  queues: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      name: 'plain',
    },
  },
  repetitionCounts: {
    columns: {
      workspace_id: 'plain',
    },
  },
  repetitionSeen: {
    by: ['message_id'],
    columns: {
      message_id: 'plain',
      workspace_id: 'plain',
    },
  },
  threads: {
    by: ['thread_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      channel_id: 'plain',
      external_id: 'external_id',
      contact_id: 'plain',
      surface: 'plain',
      status: 'plain',
      held_by: 'plain',
      lost_by: 'plain',
      queue_id: 'plain',
      required_skills: 'plain',
      required_role: 'plain',
      priority: 'plain',
      language: 'plain',
      next_action: 'plain',
      labels: 'plain',
      suggested_labels: 'plain',
    },
  },
  webhookDeliveries: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      endpoint_id: 'plain',
      event_id: 'plain',
      event_type: 'plain',
      state: 'plain',
      error: 'plain',
    },
  },
  webhookEndpoints: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      url: 'plain',
      events: 'plain',
      secret: 'plain',
      previous_secret: 'plain',
      disabled_reason: 'plain',
    },
  },
  workspaces: {
    columns: {
      id: 'plain',
      name: 'plain',
      settings: 'plain',
    },
  },
  clockChecks: {
    columns: { thread_id: 'plain', workspace_id: 'plain' },
  },
  escalations: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      thread_id: 'plain',
      clock_id: 'plain',
      policy_id: 'plain',
      target: 'plain',
    },
  },
  slaClocks: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      thread_id: 'plain',
      kind: 'plain',
      spans: 'plain',
      policy_id: 'plain',
    },
  },
  clockSettings: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      kind: 'plain',
      name: 'plain',
      document: 'plain',
    },
  },
  clockSettingVersions: {
    columns: {
      setting_id: 'plain',
      workspace_id: 'plain',
      document: 'plain',
      created_by: 'plain',
    },
  },
  queueMembers: {
    columns: {
      workspace_id: 'plain',
      queue_id: 'plain',
      member_id: 'plain',
    },
  },
  replyRules: {
    columns: {
      workspace_id: 'plain',
      document: 'plain',
      created_by: 'plain',
    },
  },
  routingRules: {
    columns: {
      workspace_id: 'plain',
      document: 'plain',
      created_by: 'plain',
    },
  },
  ruleUses: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      thread_id: 'plain',
      contact_id: 'plain',
      draft_id: 'plain',
      rule: 'plain',
    },
  },
  quickReplies: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      shortcut: 'plain',
      language: 'plain',
      category: 'plain',
      text: 'plain',
      created_by: 'plain',
      updated_by: 'plain',
    },
  },
  templateChannels: {
    columns: {
      template_id: 'plain',
      channel_id: 'plain',
      workspace_id: 'plain',
      status: 'plain',
      reason: 'plain',
    },
  },
  templateUses: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      template_id: 'plain',
      contact_id: 'plain',
      thread_id: 'plain',
      draft_id: 'plain',
      recipient_id: 'plain',
    },
  },
  templateVersions: {
    columns: {
      template_id: 'plain',
      workspace_id: 'plain',
      document: 'plain',
      state: 'plain',
      created_by: 'plain',
      submitted_by: 'plain',
      decided_by: 'plain',
      decided_reason: 'plain',
    },
  },
  templates: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      name: 'plain',
      language: 'plain',
      category: 'plain',
    },
  },
  wordLists: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      name: 'plain',
      language: 'plain',
      entries: 'plain',
      patterns: 'plain',
    },
  },
  // Of the workspace's own people, not of its contacts.
  signInUsers: {
    columns: {
      id: 'plain',
      name: 'plain',
      email: 'plain',
      image: 'plain',
    },
  },
  signInSessions: {
    columns: {
      id: 'plain',
      token: 'plain',
      userId: 'plain',
      ipAddress: 'plain',
      userAgent: 'plain',
    },
  },
  signInAccounts: {
    columns: {
      id: 'plain',
      accountId: 'plain',
      providerId: 'plain',
      userId: 'plain',
      accessToken: 'plain',
      refreshToken: 'plain',
      idToken: 'plain',
      scope: 'plain',
      password: 'plain',
    },
  },
  signInVerifications: {
    columns: {
      id: 'plain',
      identifier: 'plain',
      value: 'plain',
    },
  },
  signInLinks: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      member_id: 'plain',
      hash: 'plain',
    },
  },
  evalCases: {
    by: ['thread_id'],
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      external_id: 'plain',
      state: 'plain',
      messages: 'emptied',
      tags: 'plain',
      thread_id: 'plain',
      created_by: 'plain',
      decided_by: 'plain',
    },
  },
  evalRuns: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      state: 'plain',
      input: 'plain',
      versions: 'plain',
      measured: 'plain',
      verdicts: 'plain',
      cost: 'plain',
      lease_token: 'plain',
      created_by: 'plain',
    },
  },
  evalResults: {
    by: ['thread_id'],
    columns: {
      id: 'plain',
      run_id: 'plain',
      workspace_id: 'plain',
      case_id: 'plain',
      content: 'emptied',
      score: 'plain',
      thread_id: 'plain',
    },
  },
  backtests: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      policy: 'plain',
      document: 'plain',
      settings: 'plain',
      state: 'plain',
      position: 'plain',
      lease_token: 'plain',
      created_by: 'plain',
    },
  },
  backtestChanges: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      backtest_id: 'plain',
      decision_id: 'plain',
      kept: 'plain',
      replayed: 'plain',
    },
  },
  privacyRequests: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      contact_id: 'plain',
      kind: 'plain',
      state: 'plain',
      verified_method: 'plain',
      verified_by: 'plain',
      refused_reason: 'plain',
      created_by: 'plain',
    },
  },
  legalHolds: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      subject_kind: 'plain',
      subject_id: 'plain',
      reference: 'plain',
      created_by: 'plain',
      released_by: 'plain',
    },
  },
  retentionPolicies: {
    columns: { workspace_id: 'plain', document: 'plain', created_by: 'plain' },
  },
  retentionRuns: {
    columns: { id: 'plain', workspace_id: 'plain', state: 'plain', rows: 'plain' },
  },
  retentionCertificates: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      run_id: 'plain',
      class: 'plain',
      rows: 'plain',
      digest: 'plain',
    },
  },
  exports: {
    columns: {
      id: 'plain',
      workspace_id: 'plain',
      document: 'plain',
      state: 'plain',
      requested_by: 'plain',
      decided_by: 'plain',
      decided_reason: 'plain',
    },
  },
} as const satisfies PersonalColumns

/** A safeguard, the replacement that takes it away, and the test that must notice. */
export interface Mutation {
  /** What holds as long as the safeguard stands. */
  readonly name: string
  readonly file: string
  /** Stands in the file exactly once. */
  readonly from: string
  readonly to: string
  readonly test: { readonly file: string; readonly name: string }
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'a worker that lost its lease records nothing',
    file: 'src/pipeline/record-outcome.ts',
    from: 'eq(jobs.lease_token, claim.token), gt(jobs.lease_until, now)',
    to: 'gt(jobs.lease_until, now)',
    test: {
      file: 'test/turn-races.test.ts',
      name: 'a worker whose turn another one holds by now records nothing, and the other one records once',
    },
  },
  {
    name: 'a claim in mid-turn throws the turn away',
    file: 'src/pipeline/record-outcome.ts',
    from: 'if (thread.revision !== turn.thread.revision) return true',
    to: '',
    test: { file: 'test/pipeline.test.ts', name: 'a claim throws the turn away and nothing is sent' },
  },
  {
    name: 'a draft that failed a check is not sent',
    file: 'src/pipeline/decide.ts',
    from: "if (draft.kind === 'drafted' && draft.failures.length > 0) return person('normal', 'drop', draft.failures)",
    to: '',
    test: {
      file: 'src/pipeline/decide.test.ts',
      name: 'a failed check reaches a person and nothing is sent',
    },
  },
  {
    name: 'danger comes first',
    file: 'src/pipeline/decide.ts',
    from: 'if (inputs.isDanger) return',
    to: 'if (inputs.isDanger && !inputs.isAiSilenced) return',
    test: {
      file: 'src/pipeline/decide.test.ts',
      name: 'danger comes first in the queue, whatever else holds',
    },
  },
  {
    name: 'a workspace that is stopped sends nothing by itself',
    file: 'src/pipeline/decide.ts',
    from: "if (inputs.isStopped) return review('workspace_stopped')",
    to: '',
    test: { file: 'src/pipeline/decide.test.ts', name: 'a stopped workspace waits for review' },
  },
  {
    name: 'a search stays in its workspace',
    file: 'src/knowledge/find-hits.ts',
    from: 'eq(knowledgePassages.workspace_id, query.workspaceId),',
    to: '',
    test: {
      file: 'src/knowledge/search-passages.test.ts',
      name: 'entries of another workspace neither show nor crowd out one’s own',
    },
  },
  {
    name: 'a key may do only what its scopes name',
    file: 'src/api/define-route.ts',
    from: "if (!hasScope(c.get('scopes'), scope)) {",
    to: "if (!hasScope(['*'], scope)) {",
    test: {
      file: 'test/http.test.ts',
      name: 'a key without the scope is refused, with it the same request passes',
    },
  },
  {
    name: 'an expired key opens nothing',
    file: 'src/access/verify-key.ts',
    from: 'or(isNull(apiKeys.expires_at), gt(apiKeys.expires_at, now)),',
    to: '',
    test: { file: 'src/access/verify-key.test.ts', name: 'a key ends at the moment it expires' },
  },
  {
    name: 'a webhook goes to no private address',
    file: 'src/outbox/open-transport.ts',
    from: 'allowsPrivate || addresses.every(({ address }) => isPublicAddress(address))',
    to: 'allowsPrivate || addresses.length > 0',
    test: {
      file: 'test/outbox-guard.test.ts',
      name: 'a name that pointed outside when it was set and inside when it is used is refused',
    },
  },
  {
    name: 'a changed digit of a price is noticed',
    file: 'src/responder/match-fact.ts',
    from: 'return isSameUnit(claim.unit, source.unit) && meet(claim.base, source.base)',
    to: 'return isSameUnit(claim.unit, source.unit)',
    test: {
      file: 'src/responder/check-draft.test.ts',
      name: 'one changed digit of an honest paraphrase is noticed',
    },
  },
  {
    name: 'personal data does not leave for the provider',
    file: 'src/responder/ask-provider.ts',
    from: 'message: sealText(cut(hide(request.text), LONGEST_MESSAGE)),',
    to: 'message: sealText(cut(request.text, LONGEST_MESSAGE)),',
    test: { file: 'test/provider.test.ts', name: 'is in no request, retries included' },
  },
  {
    name: 'cases hold no personal data',
    file: 'src/review/change-draft.ts',
    from: "typeof value === 'string' ? hide(value) : value",
    to: 'value',
    test: {
      file: 'test/leak.test.ts',
      name: 'in what people said of drafts, in the audit, the hand-offs, the quarantine or the log of deliveries',
    },
  },
  {
    name: 'a screen shows placeholders unless it asks for more',
    file: 'src/api/routes/threads.ts',
    from: 'isShown ? written : await maskTimeline(ctx, thread, written)',
    to: 'written',
    test: { file: 'test/leak.test.ts', name: 'on a screen that does not ask for it' },
  },
  {
    name: 'a bare number with the check digits of a CPF is hidden',
    file: 'src/privacy/kinds/find-cpfs.ts',
    from: '(match, before) => isCpf(match) &&',
    to: '(match, before) => match.length > 11 &&',
    test: { file: 'src/privacy/redact-text.test.ts', name: 'hides a bare valid CPF' },
  },
  {
    name: 'words that speak to the model are looked at by a person',
    file: 'src/pipeline/decide.ts',
    from: "if (inputs.isAttack) return review('prompt_attack')",
    to: '',
    test: { file: 'src/pipeline/decide.test.ts', name: 'words that speak to the model waits for review' },
  },
  {
    name: 'the prompt does not come out',
    file: 'src/responder/ask-provider.ts',
    from: 'const isLeak = repeats(answer, [texts.system, request.fence])',
    to: 'const isLeak = false',
    test: { file: 'test/provider.test.ts', name: 'that make the model repeat the prompt are noticed' },
  },
  {
    name: 'a draft that says what the customer said, and no entry, is noticed',
    file: 'src/responder/check-instructions.ts',
    from: 'echoesCustomer(draft, material)',
    to: 'false',
    test: {
      file: 'src/responder/check-draft.test.ts',
      name: 'in a sentence that no entry holds is noticed, however it was asked for',
    },
  },
  {
    name: 'a question whose draft was taken back is still answered',
    file: 'src/pipeline/load-turn.ts',
    from: "first.disposition === 'live' ? open.messages : []",
    to: '[]',
    test: {
      file: 'test/turn-races.test.ts',
      name: 'that nobody sent carries its question on',
    },
  },
  {
    name: 'a message that comes again changes nothing',
    file: 'src/inbox/accept-message.ts',
    from: 'if (earlier !== null) return duplicateOf(earlier)',
    to: '',
    test: {
      file: 'test/turn-races.test.ts',
      name: 'changes nothing of a thread that was resolved since',
    },
  },
  {
    name: 'a secret is shown only once',
    file: 'src/api/replay-answer.ts',
    from: 'body: isSecret ? null : await',
    to: 'body: await',
    test: {
      file: 'src/api/replay-answer.test.ts',
      name: 'an answer that shows a secret is not kept, and not given again',
    },
  },
  {
    name: 'a night goes past midnight',
    file: 'src/clocks/compile-calendar.ts',
    from: 'toMs: toMs > fromMs ? toMs : toMs + DAY_MS',
    to: 'toMs',
    test: { file: 'src/clocks/business-time.test.ts', name: 'one may go past midnight' },
  },
  {
    name: 'a clock stands still while the thread sleeps',
    file: 'src/clocks/move-clocks.ts',
    from: "thread.waiting_since !== null && thread.status !== 'snoozed'",
    to: 'thread.waiting_since !== null',
    test: { file: 'test/clocks.test.ts', name: 'while the thread sleeps, and goes on where it stood' },
  },
  {
    name: 'a breach is told once',
    file: 'src/clocks/touch-clocks.ts',
    from: "if (before.breached_at === null && clock.breached_at !== null) tell('sla.breached')",
    to: "if (clock.breached_at !== null) tell('sla.breached')",
    test: { file: 'test/clocks.test.ts', name: 'is told once: at risk, then breached' },
  },
  {
    name: 'a breach is dated by the clock, not by whoever noticed',
    file: 'src/clocks/follow-policy.ts',
    from: 'breached_at: before.breached_at ?? cameDue(due),',
    to: 'breached_at: before.breached_at ?? (cameDue(due) && end),',
    test: {
      file: 'test/clocks.test.ts',
      name: 'stays the same where no worker looked for hours: a restart changes nothing',
    },
  },
  {
    name: 'nobody escalates a thread that sleeps',
    file: 'src/clocks/steps-ahead.ts',
    from: "kind !== 'resolution' && spans.at(-1)?.to === null",
    to: "kind !== 'resolution'",
    test: {
      file: 'test/clocks.test.ts',
      name: 'does nothing once the wait has ended, nor while the thread sleeps',
    },
  },
  {
    name: 'a policy counts in a calendar of its own workspace',
    file: 'src/clocks/assert-references.ts',
    from: 'eq(clockSettings.workspace_id, workspaceId),',
    to: '',
    test: { file: 'test/routes/clock-policies.test.ts', name: 'invalid' },
  },
  {
    name: 'business time notices that clocks are changed',
    file: 'src/clocks/open-spans.ts',
    from: 'const endMs = Math.min(toMs, changeMs)',
    to: 'const endMs = toMs',
    test: {
      file: 'src/clocks/business-time.test.ts',
      name: 'America/New_York, spring gap: the hour that is skipped is not worked',
    },
  },
  {
    name: 'a member’s key does no more than the member’s role',
    file: 'src/access/verify-key.ts',
    from: 'limitScopes(scopes, member.role)',
    to: 'scopes',
    test: {
      file: 'test/routes/members.test.ts',
      name: 'a member’s key acts as the member and never does more than the role, whatever its own scopes',
    },
  },
  {
    name: 'nobody grants a role that may do more than they do',
    file: 'src/access/change-member.ts',
    from: 'mayGrant(ROLE_SCOPES[input.role])',
    to: '',
    test: {
      file: 'test/routes/members.test.ts',
      name: 'nobody raises themselves, or touches whoever may do more',
    },
  },
  {
    name: 'the last active admin stays one',
    file: 'src/access/change-member.ts',
    from: 'if (other === undefined) throw new AppError',
    to: 'if (other?.id === member.id) throw new AppError',
    test: {
      file: 'test/routes/members.test.ts',
      name: 'the last active admin can be neither deactivated nor made something else',
    },
  },
  {
    name: 'a queue that open threads wait in is not deleted',
    file: 'src/desk/change-queue.ts',
    from: "if (open !== undefined) throw inUse('open",
    to: "if (open === null) throw inUse('open",
    test: {
      file: 'test/routes/queues.test.ts',
      name: 'a queue in which somebody waits stays, and one whose threads are resolved goes',
    },
  },
  {
    name: 'a secret opens only where it was sealed',
    file: 'src/secrets/seal-secret.ts',
    from: 'JSON.stringify([PREFIX, keyId, table, column, rowId])',
    to: 'JSON.stringify([PREFIX, keyId, table])',
    test: {
      file: 'src/secrets/seal-secret.test.ts',
      name: 'a sealed secret that was moved to another row, column or table does not open',
    },
  },
  {
    name: 'an audit entry is never changed',
    file: 'src/db/guard-audit.ts',
    from: "if tg_op = 'UPDATE' and old.hash is null and",
    to: "if tg_op = 'UPDATE' and",
    test: {
      file: 'test/audit-chain.test.ts',
      name: 'the database refuses to change or remove an entry',
    },
  },
  {
    name: 'nobody approves their own export',
    file: 'src/privacy/change-export.ts',
    from: 'assertOtherPerson(caller, [before.requested_by])',
    to: 'assertPerson(caller)',
    test: {
      file: 'test/routes/exports.test.ts',
      name: 'nobody approves their own export, with whatever key',
    },
  },
  {
    name: 'retention leaves what is held',
    file: 'src/privacy/take-retention-batch.ts',
    from: 'not(step.isHeld(tx, workspaceId))',
    to: 'undefined',
    test: { file: 'test/retention.test.ts', name: 'a legal hold keeps what it holds until it is released' },
  },
  {
    name: 'a chain that begins late must say why',
    file: 'src/access/verify-audit.ts',
    from: 'this.isAnchored = anchor.seq === 0',
    to: 'this.isAnchored = true',
    test: {
      file: 'test/audit-chain.test.ts',
      name: 'the oldest entries cannot go unless a prune in the chain says so',
    },
  },
  {
    name: 'the first routing rule that holds decides',
    file: 'src/desk/route-thread.ts',
    from: 'if (failed.length === 0) return toRouting(name, to, facts, trace)',
    to: 'if (failed.length === 0 && name === document.rules.at(-1)!.name) return toRouting(name, to, facts, trace)',
    test: {
      file: 'src/desk/route-thread.test.ts',
      name: 'the first rule that holds decides everything, and the trace ends with it',
    },
  },
  {
    name: 'routing rules send nothing to the queue of another workspace',
    file: 'src/desk/put-routing-rules.ts',
    from: 'and(eq(queues.workspace_id, workspaceId), inArray(queues.id, ids))',
    to: 'inArray(queues.id, ids)',
    test: { file: 'test/routing.test.ts', name: 'rules that name another workspace’s queue are refused' },
  },
  {
    name: 'routing leaves a thread with whoever holds it',
    file: 'src/desk/place-thread.ts',
    from: 'isHeld(thread, now) || thread.queue_fixed_in',
    to: 'thread.queue_fixed_in',
    test: { file: 'test/routing.test.ts', name: 'whoever holds a thread goes on with it where it is' },
  },
  {
    name: 'a reassignment leaves threads with whoever holds them',
    file: 'src/desk/reassign-threads.ts',
    from: 'holder !== actor.id && !force',
    to: 'holder === actor.id && !force',
    test: {
      file: 'test/routes/reassign.test.ts',
      name: 'what somebody else holds stays with them, unless a manager forces it',
    },
  },
  {
    name: 'nobody decides their own appeal or approves their own policy',
    file: 'src/domain/assert-other-person.ts',
    from: 'if (earlier.includes(caller.actor.id)) {',
    to: 'if (earlier.length < 0) {',
    test: { file: 'test/appeals.test.ts', name: 'not whoever decided, through a second key neither' },
  },
  {
    name: 'a turn that runs again counts as no flood',
    file: 'src/moderation/open-sightings.ts',
    from: 'if (counted.has(messageId)) return',
    to: '',
    test: {
      file: 'src/moderation/run-signals.test.ts',
      name: 'a turn that runs again counts nothing twice',
    },
  },
  {
    name: 'what a failed signal leaves in doubt is not answered unseen',
    file: 'src/pipeline/work-out.ts',
    from: 'moderation.unsure.length > 0',
    to: 'moderation.unsure.length < 0',
    test: {
      file: 'test/moderation.test.ts',
      name: 'is visible in the decision, and what would be answered waits for review',
    },
  },
  {
    name: 'a signal that gave no score meets no condition',
    file: 'src/moderation/match-rule.ts',
    from: "if (result?.status !== 'scored') return false",
    to: "if (result?.status !== 'scored') return condition.at_least === undefined",
    test: {
      file: 'src/moderation/moderate-message.test.ts',
      name: 'a signal that gave no score meets no condition, not even `below`',
    },
  },
  {
    name: 'words alone take nothing away',
    file: 'src/moderation/policy.ts',
    from: '!takesAway(rule.action) || !restsOnWordsAlone(rule.when)',
    to: 'rule.when !== undefined',
    test: {
      file: 'src/moderation/moderate-message.test.ts',
      name: 'words alone may hold a message and not take it away',
    },
  },
  {
    name: 'a decision of more than 30 days ago stays',
    file: 'src/moderation/assert-reversible.ts',
    from: 'now.getTime() - decision.created_at.getTime() > REVERSIBLE_MS',
    to: 'now < decision.created_at',
    test: {
      file: 'test/appeals.test.ts',
      name: 'a decision can be taken back for 30 days and appealed as long, and then stays',
    },
  },
  {
    name: 'while somebody holds a thread, Recado only suggests',
    file: 'src/pipeline/work-out.ts',
    from: 'turn.thread.is_ai_silenced || isHeld(turn.thread, now)',
    to: 'turn.thread.is_ai_silenced',
    test: {
      file: 'test/desk.test.ts',
      name: 'lets Recado only suggest: what the customer asks waits as a draft',
    },
  },
  {
    name: 'only who holds a thread writes to it',
    file: 'src/inbox/assert-may-write.ts',
    from: 'if (thread.held_by === actor.id) return',
    to: 'return',
    test: {
      file: 'test/desk.test.ts',
      name: 'that another took over after it ran out loses too, also once the other let go',
    },
  },
  {
    name: 'a claim that ran out writes nothing',
    file: 'src/inbox/assert-may-write.ts',
    from: 'if (thread.held_by === actor.id || thread.lost_by === actor.id) {',
    to: 'if (thread.held_by === actor.id && thread.lost_by === actor.id) {',
    test: {
      file: 'test/desk.test.ts',
      name: 'that ran out loses the write of whoever held it, before and after the clockwork ended it',
    },
  },
  {
    name: 'a queue gives out what nobody holds',
    file: 'src/desk/take-next.ts',
    from: '    isNull(threads.held_by),\n    inArray(',
    to: '    inArray(',
    test: {
      file: 'test/routes/queue-next.test.ts',
      name: 'an escalated thread that somebody holds is given to nobody else',
    },
  },
  {
    name: 'nobody takes more than their capacity',
    file: 'src/desk/assert-may-take.ts',
    from: 'held: held!.count,',
    to: 'held: 0,',
    test: {
      file: 'test/desk-takes.test.ts',
      name: 'a member who takes by many requests at once never holds more than their capacity',
    },
  },
  {
    name: 'a member gets no thread in a language that they do not answer in',
    file: 'src/desk/take-next.ts',
    from: 'return and(role, skills, or(isNull(threads.language), spoken))',
    to: 'return and(role, skills)',
    test: {
      file: 'test/routes/queue-next.test.ts',
      name: 'next skips what needs another skill or language, until the skill is relaxed',
    },
  },
  {
    name: 'a new episode is answered afresh',
    file: 'src/domain/move-thread.ts',
    from: 'is_ai_silenced: false,',
    to: 'is_ai_silenced: true,',
    test: {
      file: 'test/desk.test.ts',
      name: 'that is opened again starts afresh, with how the last episode ended at hand',
    },
  },
  {
    name: 'a customer who waits is told so once',
    file: 'src/desk/tell-waiting.ts',
    from: '.set({ told_waiting_at: now, revision',
    to: '.set({ revision',
    test: {
      file: 'test/desk.test.ts',
      name: 'is told so once a wait, in their language, and again in the next wait',
    },
  },
  {
    name: 'a stopped workspace tells nobody to wait',
    file: 'src/desk/tell-waiting.ts',
    from: 'sql`not (',
    to: 'sql`true or (',
    test: {
      file: 'test/desk.test.ts',
      name: 'hears nothing once answered, once resolved, where the workspace is stopped, or where it was never wanted',
    },
  },
  {
    name: 'half an answer ends no wait',
    file: 'src/review/review-draft.ts',
    from: "thread: isWhole ? 'answered' : 'unchanged',",
    to: "thread: 'answered',",
    test: {
      file: 'test/desk.test.ts',
      name: 'whose draft answers a part of the question still owes the rest after it went out',
    },
  },
  {
    name: "a customer's message wakes a snoozed thread",
    file: 'src/inbox/note-inbound.ts',
    from: "if (thread.status !== 'snoozed' && thread.status",
    to: 'if (thread.status',
    test: {
      file: 'test/desk.test.ts',
      name: 'snoozed wakes at its time, and before it when the customer writes',
    },
  },
  {
    name: 'a board shows the most urgent first',
    file: 'src/desk/list-threads.ts',
    from: '[asc(threads.urgency), asc(waitingOrder(threads.waiting_since)), asc(threads.id)]',
    to: '[asc(threads.id)]',
    test: {
      file: 'test/desk.test.ts',
      name: 'sorts by urgency across pages, and finds by queue, label, holder, channel and language',
    },
  },
  {
    name: 'an edited message is decided anew',
    file: 'src/inbox/reopen-turn.ts',
    from: '.set({ decision_id: null })',
    to: '.set({ decision_id: message.decision_id })',
    test: {
      file: 'test/desk.test.ts',
      name: 'takes its draft back and is decided anew, and what it said before is kept',
    },
  },
  {
    name: 'deleted words are nowhere',
    file: 'src/inbox/change-message.ts',
    from: '    await forgetWords(tx, message)\n',
    to: '',
    test: { file: 'test/desk.test.ts', name: 'and deletes is owed nothing more, and its words are nowhere' },
  },
  {
    name: 'notes hold no personal data',
    file: 'src/desk/note-of.ts',
    from: 'text: redaction.hide(item.text)',
    to: 'text: item.text',
    test: { file: 'test/desk.test.ts', name: 'a note for whoever goes on is made without personal data' },
  },
  {
    name: 'skills give way after the wait that was set',
    file: 'src/desk/find-obstacles.ts',
    from: 'thread.skills_relax_at !== null && thread.skills_relax_at <= now',
    to: 'thread.skills_relax_at !== null && thread.skills_relax_at < now',
    test: {
      file: 'src/desk/find-obstacles.test.ts',
      name: 'skills give way at the moment that was set, and the language does not',
    },
  },
  {
    name: 'a floating queue floats only at its peak',
    file: 'src/desk/find-obstacles.ts',
    from: 'queue.is_floating && queue.backlog > queue.floats_above',
    to: 'queue.is_floating && queue.backlog >= queue.floats_above',
    test: {
      file: 'src/desk/find-obstacles.test.ts',
      name: 'a floating queue is everybody’s only while more wait than it takes',
    },
  },
  {
    name: 'a field that nobody named is erased',
    file: 'src/privacy/erase-json.ts',
    from: 'return CODE_KEYS.has(key) && CODE.test(value)',
    to: 'return CODE.test(value)',
    test: {
      file: 'src/privacy/erase-json.test.ts',
      name: 'what is not surely a code of Recado’s own goes: {"a_field_of_tomorrow":"faq"}',
    },
  },
  {
    name: 'the summary that quotes somebody else is erased too',
    file: 'src/privacy/erase-contact.ts',
    from: 'await eraseSummaries(tx, subject)',
    to: '',
    test: {
      file: 'test/erasure.test.ts',
      name: 'erasing one contact of many leaves no byte of their text, and everything else works on',
    },
  },
  {
    name: 'who is under a hold is not erased',
    file: 'src/privacy/complete-request.ts',
    from: 'if (await isHeld(tx, mine.workspace_id, mine.contact_id)) return postpone(tx, mine, now)',
    to: '',
    test: {
      file: 'test/routes/privacy.test.ts',
      name: 'a hold that comes between the check of who asks and the erasing keeps the contact',
    },
  },
  {
    name: 'nothing that says something to whoever opted out is written',
    file: 'src/db/append-event.ts',
    from: '  await guardOutbound(tx, workspaceId, news)\n',
    to: '',
    test: {
      file: 'test/opt-out.test.ts',
      name: 'by no answer, rule, acknowledgement or notice, by no approval, and by no reply before they write again',
    },
  },
  {
    name: 'what was asked for before an opt-out and has not left yet leaves no more',
    file: 'src/consents/write-consent.ts',
    from: '  if (since !== null) await holdBack(tx, workspaceId, contactId)\n',
    to: '',
    test: {
      file: 'test/opt-out.test.ts',
      name: 'of what waited for a platform that did not answer, nor by delivering it once more',
    },
  },
  {
    name: 'nobody approves the words that they wrote or submitted',
    file: 'src/words/decide-template.ts',
    from: '  assertOtherPerson(caller, [version.created_by, version.submitted_by!])\n',
    to: '',
    test: { file: 'test/words.test.ts', name: 'is needed whatever the role, the key or the way' },
  },
  {
    name: 'a channel answers by itself only when its gate is met',
    file: 'src/assurance/put-channel.ts',
    from: 'gate !== null && !gate.isMet && override === undefined',
    to: 'gate !== null && gate.isMet && override === undefined',
    test: {
      file: 'test/routes/channels.test.ts',
      name: 'a channel whose answers were wrong too often stays, unless somebody gives a reason, which is kept',
    },
  },
  {
    name: 'a channel that breaks its promise falls back',
    file: 'src/assurance/judge-go-live.ts',
    from: 'lower > promise',
    to: 'lower > 1',
    test: {
      file: 'test/routes/assurance.test.ts',
      name: 'a channel whose judged answers break its promise falls back to drafts, and says so',
    },
  },
  {
    name: 'a decision of erased words is not worked out again',
    file: 'src/replay/load-past-turns.ts',
    from: 'erased_at !== null || row.deleted_at !== null',
    to: 'false',
    test: { file: 'test/replay.test.ts', name: 'of words that their author deleted says erased' },
  },
  {
    name: 'a workspace is answered by the models that it chose',
    file: 'src/inference/choose-models.ts',
    from: 'const classifier = chooseSide(classifiers, chosen.classifier)',
    to: 'const classifier = chooseSide(classifiers, null)',
    test: { file: 'test/workspace-models.test.ts', name: 'decides in it alone, and its decisions say so' },
  },
  {
    name: 'entries that are saved while another embedder takes over are embedded by that one',
    file: 'src/knowledge/upsert-entries.ts',
    from: 'const mayFollow = isOther && findModel(ctx.models.embedders, inUse) !== null',
    to: 'const mayFollow = false',
    test: {
      file: 'test/workspace-models.test.ts',
      name: 'that takes over while entries are being saved has their vectors too',
    },
  },
  {
    name: 'a password is chosen anew only with a link of every workspace that lets the account in',
    file: 'src/console/renew-password.ts',
    from: 'if (!isThere || !memberships.every(({ id }) => vouching.has(id))) return false',
    to: 'if (!isThere) return false',
    test: {
      file: 'test/console/sign-in.test.ts',
      name: 'whoever forgot the password of several workspaces chooses another with an open link of each, and not with fewer',
    },
  },
]

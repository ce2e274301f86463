import type { Context } from '../context.ts'
import type { Caller } from '../domain/actor.ts'
import { QuickReplyInput } from '../domain/quick-reply.ts'
import { createQuickReply, listQuickReplies } from '../words/change-quick-replies.ts'
import { approveVersion, submitVersion } from '../words/decide-template.ts'
import { listTemplates } from '../words/read-templates.ts'
import { readReadyTemplates } from '../words/ready-templates.ts'
import { createTemplate } from '../words/write-template.ts'

const QUICK_REPLIES = [
  ['/obrigado', 'pt', 'cortesia', 'Nós que agradecemos, {first_name|de coração}! 🐾'],
  ['/gracias', 'es', 'cortesía', '¡Gracias a ti, {first_name|de corazón}! 🐾'],
  ['/thanks', 'en', 'courtesy', 'Thank you, {first_name|really}! 🐾'],
  ['/pedido', 'pt', 'pedidos', 'Pode me passar o número do pedido, por favor? Assim eu já consulto.'],
  ['/aguarde', 'pt', 'pedidos', 'Vou verificar com a equipe e já volto com uma resposta.'],
  ['/banho', 'pt', 'agenda', 'Qual o porte do pet, e que dia fica melhor para o banho?'],
] as const

/** Of the ready templates the demo shop has approved these; the others wait for somebody to look at them. */
const APPROVED = new Set(['order_confirmation', 'appointment_reminder', 'away', 'hand_off', 'opt_out'])

/** Makes the demo shop's quick replies and templates; nothing where it has some. */
export async function makeWords(ctx: Context, caller: Caller): Promise<void> {
  await makeQuickReplies(ctx, caller)
  const none = { name: null, language: null, category: null, after: null, limit: 1 }
  if ((await listTemplates(ctx, caller.workspaceId, none)).length > 0) return
  const person = (id: string): Caller => ({ ...caller, actor: { kind: 'member', id } })
  const [author, manager] = [person('demo-author'), person('demo-manager')]
  for (const input of readReadyTemplates()) {
    const { id } = await createTemplate(ctx, author, input)
    const named = { id, version: 1, revision: null }
    await submitVersion(ctx, author, named)
    if (APPROVED.has(input.name)) await approveVersion(ctx, manager, named)
  }
}

async function makeQuickReplies(ctx: Context, caller: Caller): Promise<void> {
  const none = { language: null, category: null, shortcut: null, after: null, limit: 1 }
  if ((await listQuickReplies(ctx, caller.workspaceId, none)).length > 0) return
  for (const [shortcut, language, category, text] of QUICK_REPLIES) {
    await createQuickReply(ctx, caller, QuickReplyInput.parse({ shortcut, language, category, text }))
  }
}

import { listSettings } from '../clocks/read-settings.ts'
import type { Context } from '../context.ts'
import type { Caller } from '../domain/actor.ts'
import { ReplyRulesDocument } from '../domain/reply-rules.ts'
import { putReplyRules } from '../rules/put-reply-rules.ts'
import { readReplyRules } from '../rules/read-reply-rules.ts'

const GREETINGS = ['oi', 'olá', 'bom dia', 'boa tarde', 'boa noite', 'hola', 'buenas', 'hello', 'hi']

/** What the demo shop says without a model. */
const rulesOf = (calendarId: string) => [
  {
    name: 'menu',
    when: { words: ['menu', 'ajuda', 'opções'] },
    say: {
      pt: 'Responda 1 para trocas e devoluções, 2 para rastrear um pedido ou 3 para falar com uma pessoa.',
    },
  },
  {
    name: 'devoluções',
    when: { words: ['1', 'devoluções', 'trocas'], after: ['menu'] },
    say: { pt: 'Produtos fechados, com etiqueta e nota fiscal, podem ser trocados na loja em até 30 dias.' },
  },
  {
    name: 'rastreio',
    when: { words: ['2', 'rastreio', 'rastrear'], after: ['menu'] },
    say: {
      pt: 'O código de rastreio está no e-mail da compra. Se não achou, mande o número do pedido aqui.',
    },
  },
  { name: 'atendente', when: { words: ['3'], after: ['menu'] }, hand_off: true },
  { name: 'agente', when: { words: ['agente', 'atendente', 'humano'] }, hand_off: true },
  {
    name: 'boas-vindas',
    when: { words: GREETINGS, is_first_contact: true, surfaces: ['dm'] },
    say: {
      pt: 'Oi! Aqui é o pet shop. Pode perguntar o que quiser, ou digite MENU para ver as opções.',
      es: '¡Hola! Somos la tienda de mascotas. Pregunta lo que quieras.',
      en: 'Hi! This is the pet shop. Ask us anything.',
    },
  },
  {
    name: 'fora do horário',
    moment: 'hand_off',
    when: { calendar: { id: calendarId, is: 'closed' }, surfaces: ['dm'] },
    once: 'absence',
    say: { template: 'away' },
  },
  {
    name: 'recebemos',
    moment: 'hand_off',
    when: { calendar: { id: calendarId, is: 'open' }, surfaces: ['dm'] },
    once: 'wait',
    say: { template: 'hand_off' },
  },
]

/** Makes the demo shop's rules; nothing where it has some. */
export async function makeRules(ctx: Context, caller: Caller): Promise<void> {
  if ((await readReplyRules(ctx.db, caller.workspaceId)).version > 0) return
  const [calendar] = await listSettings(ctx, caller.workspaceId, 'calendar', null, 1)
  if (calendar === undefined) return
  await putReplyRules(
    ctx,
    caller,
    null,
    ReplyRulesDocument.parse({ rules: rulesOf(calendar.id), opt_out: { template: 'opt_out' } }),
  )
}

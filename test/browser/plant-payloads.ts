import type { Api } from './open-site.ts'
import { send } from './open-site.ts'

const ACTS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<body onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<details open ontoggle=alert(1)>x</details>',
  '<input autofocus onfocus=alert(1)>',
  '<video><source onerror=alert(1)></video>',
  '<math><mtext><img src=x onerror=alert(1)></mtext></math>',
  '<style>@import "http://127.0.0.1:9/x.css"</style>',
  '<link rel=stylesheet href=http://127.0.0.1:9/x.css>',
  '<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/">',
  '<base href=http://127.0.0.1:9/>',
  '<form action=http://127.0.0.1:9/><button>x</button></form>',
  '<object data="data:text/html,x"></object>',
  '<embed src="data:text/html,x">',
  '<template><img src=x onerror=alert(1)></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
]
/** How a value may be broken out of. */
const BREAKS = ['{}', '"\'></textarea></title>{}']

/** Forty ways to be more than text, each with an element that no page of ours has. */
export const PAYLOADS = BREAKS.flatMap((around) =>
  ACTS.map((act) => around.replace('{}', `<planted-x></planted-x>${act}`)),
)

/** Puts them wherever somebody outside may write: names, messages, entries, tags, labels, channels, members, queues. */
export async function plantPayloads(api: Api): Promise<void> {
  const entries = PAYLOADS.map((payload, i) => ({
    external_id: `planted-${i}${i < 10 ? payload.slice(0, 60) : ''}`,
    question: `Pergunta plantada ${i} ${payload}`,
    answer: `Resposta ${i} ${payload}`,
    variants: [payload],
    tags: [payload.slice(0, 100)],
    language: 'pt',
  }))
  await api('PUT', '/v1/kb/entries', { entries })
  const channel = `planted ${PAYLOADS[1]}`
  await api('PUT', `/v1/channels/${encodeURIComponent(channel)}`, {
    kind: 'instagram',
    mode: 'draft',
    settle_ms: 0,
  })
  await Promise.all([
    ...PAYLOADS.map((payload, i) => {
      const over = { contact: { external_id: `p${i}`, name: payload.slice(0, 255) } }
      const said = i % 2 === 0 ? `Qual é o horário de funcionamento da loja? ${payload}` : payload
      return send(api, channel, `planted-${i}`, said, over)
    }),
    ...PAYLOADS.slice(0, 3).map((name) =>
      api('POST', '/v1/members', { name: name.slice(0, 200), role: 'level_1' }),
    ),
    ...PAYLOADS.slice(30, 33).map((text, i) =>
      api('POST', '/v1/quick-replies', {
        shortcut: `/planted${i}`,
        language: 'pt',
        category: text.slice(0, 50),
        text,
      }),
    ),
    ...PAYLOADS.slice(33, 35).map((body, i) =>
      api('POST', '/v1/templates', {
        name: `planted_${i}`,
        language: 'pt',
        category: 'service',
        body,
        header: body,
      }),
    ),
    ...PAYLOADS.slice(20, 23).map((name) => api('POST', '/v1/queues', { name: name.slice(0, 100) })),
  ])
}

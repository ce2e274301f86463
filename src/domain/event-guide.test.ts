import { expect, test } from 'vitest'
import { EVENT_TYPES } from './event.ts'
import { EVENT_GUIDE, SUBJECT_FIELDS } from './event-guide.ts'

/** Names as code; those of the subject are said once for all of the page. */
function wordFields(fields: readonly string[]): string {
  const isAboutMessage = SUBJECT_FIELDS.every((field) => fields.includes(field))
  const own = isAboutMessage
    ? fields.filter((field) => !(SUBJECT_FIELDS as readonly string[]).includes(field))
    : fields
  return [...(isAboutMessage ? ['*subject*'] : []), ...own.map((field) => `\`${field}\``)].join(', ')
}

test('docs/events.md shows every event as it is', async () => {
  expect(Object.keys(EVENT_GUIDE).toSorted()).toEqual(EVENT_TYPES.toSorted())
  const rows = Object.entries(EVENT_GUIDE).map(
    ([type, { when, fields }]) => `| \`${type}\` | ${when} | ${wordFields(fields)} |`,
  )
  const page = `# Events

Made from \`src/domain/event-guide.ts\` by its test (\`npx vitest run src/domain/event-guide.test.ts -u\`). The suite wants every
field of every event that it sees to stand here.

An event is told once, and may be delivered more than once: keep its id, which is the header \`webhook-id\` of a delivery and
\`id\` in \`GET /v1/events\`. Deliveries are signed as [Standard Webhooks](https://www.standardwebhooks.com) asks, with the secret that
\`POST /v1/webhook-endpoints\` showed once, and may come in any order; the feed is in order. A body is \`{"type", "timestamp", "data"}\`; one
that would be larger than 20 kB holds ids alone, with \`truncated: true\`, and stands in full in the feed.

A receiver with the library \`standardwebhooks\`, which has the same names in other languages:

\`\`\`js
const { type, data } = new Webhook(secret).verify(body, headers) // the body as it came, before it is parsed
if (type === 'reply.requested') await send(data.thread_external_id, data.text, { once: data.reply_id })
\`\`\`

It answers with any 2xx within 20 seconds. Anything else is tried again for about three days, less and less often; 410 turns the
endpoint off. Missed ones can be asked for again (\`POST …/deliveries/{delivery_id}/redeliver\`) or read from the feed.

The events marked **act** ask your platform for something; the others tell. *subject* stands for
${SUBJECT_FIELDS.map((field) => `\`${field}\``).join(', ')}: the newest message, all messages of its burst, and your own ids of the message and
the thread. Fields may be added; some are there only where they apply.

| event | told when | data |
|---|---|---|
${rows.join('\n')}
`
  await expect(page).toMatchFileSnapshot('../../docs/events.md')
})

import type { LookupAddress } from 'node:dns'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTransport } from '../src/outbox/open-transport.ts'
import { assertUrl } from '../src/outbox/webhook-url.ts'
import { startWebhookReceiver, type WebhookReceiver } from './support/webhook-receiver.ts'

let receiver: WebhookReceiver
beforeAll(async () => {
  receiver = await startWebhookReceiver()
})
afterAll(() => receiver.close())

const send = async (url: string, options: Parameters<typeof openTransport>[0]) => {
  const transport = openTransport(options)
  const result = await transport.post({ url, headers: {}, body: '{}' }, new Date())
  await transport.close()
  return result
}
const answering =
  (...addresses: string[]) =>
  (_host: string, _options: unknown, done: (error: null, found: LookupAddress[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    )

test.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '0.0.0.0',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::127.0.0.1]',
  'localhost',
])('nothing is sent to %s, which is this machine', async (host) => {
  const before = receiver.received.length
  const result = await send(`http://${host}:${receiver.port}/`, { allowsPrivate: false })
  expect(result).toMatchObject({ kind: 'failed', code: 'address_refused', status: null })
  expect(receiver.received).toHaveLength(before)
})

test('a name that pointed outside when it was set and inside when it is used is refused', async () => {
  const url = `http://shop.example:${receiver.port}/`
  await assertUrl(url, false, async () => ['93.184.215.14'])
  const before = receiver.received.length
  const result = await send(url, { allowsPrivate: false, lookup: answering('127.0.0.1') })
  expect(result).toMatchObject({ kind: 'failed', code: 'address_refused' })
  expect(receiver.received).toHaveLength(before)
})

test('a name with one address outside and one inside is refused', async () => {
  const url = `http://shop.example:${receiver.port}/`
  const lookup = answering('93.184.215.14', '127.0.0.1')
  expect(await send(url, { allowsPrivate: false, lookup })).toMatchObject({ code: 'address_refused' })
})

test('where private addresses are allowed, the same name is sent to', async () => {
  const url = `http://shop.example:${receiver.port}/`
  const result = await send(url, { allowsPrivate: true, lookup: answering('127.0.0.1') })
  expect(result).toEqual({ kind: 'delivered', status: 204 })
})

test.each(['ftp://shop.example/', 'file:///etc/hosts', 'http://ana:segredo@shop.example/', 'shop.example'])(
  'an endpoint stored as %s is refused without a connection',
  async (url) => {
    expect(await send(url, { allowsPrivate: true })).toMatchObject({ code: 'url_refused' })
  },
)

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

interface Client {
  readonly id: string
  readonly secret: string
}

interface Identity {
  readonly sub: string
  readonly email: string
  readonly name: string
}

interface Granted {
  readonly identity: Identity
  readonly redirectUri: string
  readonly challenge: string
  readonly nonce: string | null
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

/**
 * An OpenID provider: discovery, the authorization code flow and PKCE (S256, required). Codes, redirects and verifiers are
 * checked, and each code serves once. Whoever comes is signed in as `who`.
 */
export async function openOidcProvider(client: Client, who: () => Identity) {
  const codes = new Map<string, Granted>()
  const tokens = new Map<string, Identity>()
  /** What became of each code that was brought. */
  const exchanges: ('granted' | 'refused')[] = []
  let issuer = ''
  const app = new Hono()
    .get('/.well-known/openid-configuration', (c) => c.json(discoveryOf(issuer)))
    .get('/jwks', (c) => {
      const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }
      return c.json({ keys: [key] })
    })
    .get('/authorize', (c) => {
      const asked = c.req.query()
      const isRight =
        asked.client_id === client.id &&
        asked.response_type === 'code' &&
        asked.code_challenge_method === 'S256' &&
        asked.code_challenge?.length === 43 &&
        asked.scope?.split(' ').includes('openid')
      if (!isRight) return c.json({ error: 'invalid_request' }, 400)
      const { redirect_uri: redirectUri = '', code_challenge: challenge = '', nonce = null } = asked
      const code = randomBytes(16).toString('hex')
      codes.set(code, { identity: who(), redirectUri, challenge, nonce })
      const back = new URL(redirectUri)
      back.searchParams.set('code', code)
      back.searchParams.set('state', asked.state ?? '')
      return c.redirect(back.href)
    })
    .post('/token', async (c) => {
      const form = new URLSearchParams(await c.req.text())
      const granted = codes.get(form.get('code') ?? '')
      codes.delete(form.get('code') ?? '')
      const isRight =
        isClient(client, c.req.header('authorization') ?? '', form) &&
        form.get('grant_type') === 'authorization_code' &&
        granted?.redirectUri === form.get('redirect_uri') &&
        granted?.challenge === challengeOf(form.get('code_verifier') ?? '')
      exchanges.push(isRight ? 'granted' : 'refused')
      if (!isRight || granted === undefined) return c.json({ error: 'invalid_grant' }, 400)
      const access_token = randomBytes(16).toString('hex')
      tokens.set(access_token, granted.identity)
      const id_token = idToken(issuer, client.id, granted)
      return c.json({ access_token, id_token, token_type: 'Bearer', expires_in: 300 })
    })
    .get('/userinfo', (c) => {
      const identity = tokens.get(c.req.header('authorization')?.replace(/^Bearer /, '') ?? '')
      return identity === undefined
        ? c.json({ error: 'invalid_token' }, 401)
        : c.json({ ...identity, email_verified: true })
    })
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })
  if (!server.listening) await once(server, 'listening')
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { issuer, exchanges, close }
}

function discoveryOf(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
  }
}

/** By either of the two ways in which a client proves itself. */
function isClient({ id, secret }: Client, authorization: string, form: URLSearchParams): boolean {
  const basic = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString()
  return basic === `${id}:${secret}` || (form.get('client_id') === id && form.get('client_secret') === secret)
}

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')

function idToken(issuer: string, audience: string, { identity, nonce }: Granted): string {
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, exp: now + 300 }
  const claims = { iss: issuer, aud: audience, ...times, ...identity, email_verified: true, nonce }
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${encode(claims)}`
  return `${head}.${sign('sha256', Buffer.from(head), privateKey).toString('base64url')}`
}

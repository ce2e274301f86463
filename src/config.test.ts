import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

describe('readConfig', () => {
  test('an empty environment is a server of its own on this machine, with the demo', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 8787,
      dataDir: './data',
      databaseUrl: null,
      apiKey: null,
      secretKeys: [],
      secretKeyFile: null,
      isDemoOn: true,
      publicUrl: null,
      trustedProxies: 0,
      oidc: null,
      allowsPrivateWebhooks: false,
      provider: null,
      moderationModel: null,
      embedders: [{ side: 'embedded', model: '' }],
      classifiers: [{ side: 'embedded', model: '' }],
      hubUrl: 'https://huggingface.co',
      logLevel: 'info',
      workers: 4,
      requestsPerMinute: 6000,
      datasetsDir: null,
    })
  })

  test('each variable is read', () => {
    expect(
      readConfig({
        HOST: '0.0.0.0',
        PORT: '0',
        DATA_DIR: '/var/recado',
        DATABASE_URL: 'postgres://db/recado',
        RECADO_API_KEY: 'sixteen-or-more!',
        RECADO_SECRET_KEY: 'new, old',
        RECADO_SECRET_KEY_FILE: '/run/keys',
        RECADO_DEMO: 'off',
        RECADO_PUBLIC_URL: 'https://recado.example.com/',
        RECADO_TRUSTED_PROXIES: '2',
        RECADO_OIDC_ISSUER: 'https://id.example.com',
        RECADO_OIDC_CLIENT_ID: 'recado',
        RECADO_OIDC_CLIENT_SECRET: 'secret',
        WEBHOOK_ALLOW_PRIVATE: 'on',
        LOG_LEVEL: 'silent',
        RECADO_WORKERS: '0',
        RECADO_RATE_LIMIT: '1',
        RECADO_DATASETS: '/sets',
        PATH: '/bin',
      }),
    ).toEqual({
      host: '0.0.0.0',
      port: 0,
      dataDir: '/var/recado',
      databaseUrl: 'postgres://db/recado',
      apiKey: 'sixteen-or-more!',
      secretKeys: ['new', 'old'],
      secretKeyFile: '/run/keys',
      isDemoOn: false,
      publicUrl: 'https://recado.example.com',
      trustedProxies: 2,
      oidc: { issuer: 'https://id.example.com', clientId: 'recado', clientSecret: 'secret' },
      allowsPrivateWebhooks: true,
      provider: null,
      moderationModel: null,
      embedders: [{ side: 'embedded', model: '' }],
      classifiers: [{ side: 'embedded', model: '' }],
      hubUrl: 'https://huggingface.co',
      logLevel: 'silent',
      workers: 0,
      requestsPerMinute: 1,
      datasetsDir: '/sets',
    })
  })

  test('an empty variable is an unset one', () => {
    const names = [
      ...['HOST', 'PORT', 'DATA_DIR', 'DATABASE_URL', 'RECADO_API_KEY', 'RECADO_DEMO', 'LOG_LEVEL'],
      ...['WEBHOOK_ALLOW_PRIVATE', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL', 'RECADO_WORKERS'],
      ...['RECADO_RATE_LIMIT', 'RECADO_DATASETS', 'RECADO_SECRET_KEY', 'RECADO_SECRET_KEY_FILE'],
    ]
    expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readConfig({}))
  })

  test('every fault is named in one message', () => {
    const read = () =>
      readConfig({ PORT: '70000', RECADO_DEMO: 'no', RECADO_API_KEY: 'short', LOG_LEVEL: 'loud' })
    expect(read).toThrow(expect.objectContaining({ code: 'invalid_request' }))
    expect(read).toThrow(
      /PORT: .*RECADO_API_KEY: must have at least 16 characters.*RECADO_DEMO: .*LOG_LEVEL: /,
    )
  })

  test.each([
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', 'http'],
    ['WEBHOOK_ALLOW_PRIVATE', 'true'],
    ['RECADO_WORKERS', '65'],
    ['RECADO_WORKERS', 'many'],
    ['RECADO_RATE_LIMIT', '0'],
    ['RECADO_API_KEY', 'fifteen-letters'],
  ])('%s=%s is refused by name, without the value of a key', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`not valid\\. ${name}: `))
    expect(() => readConfig({ RECADO_API_KEY: 'fifteen-letters' })).not.toThrow(/fifteen-letters/)
  })
})

describe('the provider', () => {
  test.each([
    [{ OPENAI_MODEL: 'gpt-x' }, null],
    [{ OPENAI_API_KEY: '', OPENAI_BASE_URL: '' }, null],
    [{ OPENAI_API_KEY: 'sk-1' }, { apiKey: 'sk-1', baseUrl: null, model: 'gpt-4.1-mini' }],
    [
      { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1', OPENAI_MODEL: 'qwen' },
      { apiKey: 'none', baseUrl: 'http://127.0.0.1:11434/v1', model: 'qwen' },
    ],
  ])('%o gives %o', (environment, provider) => {
    expect(readConfig(environment as Record<string, string>).provider).toEqual(provider)
  })
})

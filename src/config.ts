import { z } from 'zod'
import type { ModelSide } from './domain/model-side.ts'
import { AppError } from './errors.ts'

const onOff = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(fallback)
    .transform((value) => value === 'on')

const optional = z
  .string()
  .optional()
  .transform((value) => value ?? null)

const Environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: optional,
  RECADO_API_KEY: optional.refine(
    (key) => key === null || key.length >= 16,
    'must have at least 16 characters',
  ),
  /** Seals secrets at rest: base64 keys of 32 bytes, separated by commas, the current one first. */
  RECADO_SECRET_KEY: optional,
  /** The same keys in a file, one a line. */
  RECADO_SECRET_KEY_FILE: optional,
  RECADO_DEMO: onOff('on'),
  WEBHOOK_ALLOW_PRIVATE: onOff('off'),
  OPENAI_API_KEY: optional,
  OPENAI_BASE_URL: optional,
  OPENAI_MODEL: optional,
  /** A model of the provider's moderation endpoint, whose opinion is one signal more. */
  OPENAI_MODERATION_MODEL: optional,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /**
   * `embedded`, `transformers:FOLDER`, `transformers:hub:NAME@REVISION` or `openai:MODEL:DIMENSIONS`. Several are separated by
   * semicolons: the first is for whoever chooses none.
   */
  RECADO_EMBEDDER: z.string().default('embedded'),
  /** `embedded`, `openai:MODEL` (its moderation endpoint) or `transformers:FOLDER?hate=LABEL,LABEL` */
  RECADO_CLASSIFIER: z.string().default('embedded'),
  /** Where `transformers:hub:` models are fetched from, by the name that other programs use for it. */
  HF_ENDPOINT: z.url({ protocol: /^https?$/ }).default('https://huggingface.co'),
  /** Turns that one process works on at a time. */
  RECADO_WORKERS: z.coerce.number().int().min(0).max(64).default(4),
  /** Requests a key may make per minute. */
  RECADO_RATE_LIMIT: z.coerce.number().int().min(1).default(6000),
  /** Where people open the pages, for instance https://recado.example.com; needed behind a proxy. */
  RECADO_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** How many proxies stand before Recado, each adding to X-Forwarded-For the address that it was asked from. */
  RECADO_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** An OpenID provider that people may sign in by. */
  RECADO_OIDC_ISSUER: z.url().optional(),
  RECADO_OIDC_CLIENT_ID: optional,
  RECADO_OIDC_CLIENT_SECRET: optional,
  /** A folder of public data sets, for training, larger evaluations and the demo. */
  RECADO_DATASETS: optional,
})

export interface ProviderConfig {
  readonly apiKey: string
  readonly baseUrl: string | null
  readonly model: string
}

export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

/** A side that workspaces may choose, and its model; `model` is empty for the embedded side. */
export interface ModelChoice {
  readonly side: ModelSide
  readonly model: string
}

export interface Config {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly databaseUrl: string | null
  readonly apiKey: string | null
  /** Keys that seal secrets at rest, the current one first; empty where they stand in a file. */
  readonly secretKeys: readonly string[]
  readonly secretKeyFile: string | null
  readonly isDemoOn: boolean
  /** Null for whatever address a browser used. */
  readonly publicUrl: string | null
  readonly trustedProxies: number
  readonly oidc: OidcConfig | null
  readonly allowsPrivateWebhooks: boolean
  /** The chat provider that drafts; null where only the embedded responder answers. */
  readonly provider: ProviderConfig | null
  /** A model of the provider's moderation endpoint; null where it is not asked. */
  readonly moderationModel: string | null
  /** Never empty; the first answers whoever chose none. */
  readonly embedders: readonly ModelChoice[]
  readonly classifiers: readonly ModelChoice[]
  readonly hubUrl: string
  readonly logLevel: z.infer<typeof Environment>['LOG_LEVEL']
  readonly workers: number
  readonly requestsPerMinute: number
  readonly datasetsDir: string | null
}

/**
 * Reads the environment once; the only place that does. An unset variable and an empty one mean the same.
 * Throws `invalid_request` naming each variable at fault.
 */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const set = Object.entries(environment).filter(([, value]) => value !== '')
  const parsed = Environment.safeParse(Object.fromEntries(set))
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new AppError('invalid_request', `The environment is not valid. ${faults.join('; ')}`)
  }
  const env = parsed.data
  return {
    host: env.HOST,
    port: env.PORT,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    apiKey: env.RECADO_API_KEY,
    secretKeys: (env.RECADO_SECRET_KEY ?? '').split(',').flatMap((key) => key.trim() || []),
    secretKeyFile: env.RECADO_SECRET_KEY_FILE,
    isDemoOn: env.RECADO_DEMO,
    publicUrl: env.RECADO_PUBLIC_URL === undefined ? null : new URL(env.RECADO_PUBLIC_URL).origin,
    trustedProxies: env.RECADO_TRUSTED_PROXIES,
    oidc: oidcOf(env),
    allowsPrivateWebhooks: env.WEBHOOK_ALLOW_PRIVATE,
    provider: providerOf(env),
    moderationModel: env.OPENAI_MODERATION_MODEL,
    embedders: readChoices('RECADO_EMBEDDER', env.RECADO_EMBEDDER),
    classifiers: readChoices('RECADO_CLASSIFIER', env.RECADO_CLASSIFIER),
    hubUrl: env.HF_ENDPOINT,
    logLevel: env.LOG_LEVEL,
    workers: env.RECADO_WORKERS,
    requestsPerMinute: env.RECADO_RATE_LIMIT,
    datasetsDir: env.RECADO_DATASETS,
  }
}

/** A key or a base URL turns the provider on. Local servers ask for no key, but the client insists on one. */
function providerOf(env: z.infer<typeof Environment>): ProviderConfig | null {
  if (env.OPENAI_API_KEY === null && env.OPENAI_BASE_URL === null) return null
  return {
    apiKey: env.OPENAI_API_KEY ?? 'none',
    baseUrl: env.OPENAI_BASE_URL,
    model: env.OPENAI_MODEL ?? 'gpt-4.1-mini',
  }
}

function oidcOf(env: z.infer<typeof Environment>): OidcConfig | null {
  const {
    RECADO_OIDC_ISSUER: issuer,
    RECADO_OIDC_CLIENT_ID: clientId,
    RECADO_OIDC_CLIENT_SECRET: clientSecret,
  } = env
  if (issuer === undefined) return null
  if (clientId === null || clientSecret === null) {
    throw new AppError(
      'invalid_request',
      'RECADO_OIDC_ISSUER needs RECADO_OIDC_CLIENT_ID and RECADO_OIDC_CLIENT_SECRET',
    )
  }
  return { issuer, clientId, clientSecret }
}

function readChoices(variable: string, value: string): ModelChoice[] {
  const choices = value.split(';').map((one) => readChoice(variable, one.trim()))
  const sides = choices.map(({ side }) => side)
  const twice = sides.find((side, i) => sides.indexOf(side) !== i)
  if (twice === undefined) return choices
  throw new AppError('invalid_request', `${variable} names ${twice} twice`)
}

function readChoice(variable: string, value: string): ModelChoice {
  const [, side, model = ''] = /^(embedded|transformers|openai)(?::(.+))?$/.exec(value) ?? []
  if (side === undefined || (side === 'embedded') !== (model === '')) {
    throw new AppError('invalid_request', `${variable} must be embedded, transformers:FOLDER or openai:MODEL`)
  }
  return { side: side as ModelSide, model }
}

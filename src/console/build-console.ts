import { Hono, type Context as PageContext } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { csrf } from 'hono/csrf'
import { html } from 'hono/html'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ZodError } from 'zod'
import type { Context } from '../context.ts'
import { AppError, type ErrorCode, nameError } from '../errors.ts'
import { deriveSecret } from '../secrets/derive-secret.ts'
import type { ConsoleEnv } from './console-env.ts'
import { drawBarePage, drawGivenBack } from './draw-page.ts'
import { followEvents } from './follow-events.ts'
import { openSignIn } from './open-sign-in.ts'
import { accountPages } from './pages/account.ts'
import { boardPages } from './pages/board.ts'
import { CASE_IMPORT_PATH, casePages } from './pages/cases.ts'
import { evalPages, REPORT_PATH, reportHeaders } from './pages/evals.ts'
import { framePages } from './pages/frame.ts'
import { knowledgePages } from './pages/knowledge.ts'
import { livePages } from './pages/live.ts'
import { moderationPages } from './pages/moderation.ts'
import { qualityPages } from './pages/quality.ts'
import { reportPages } from './pages/reports.ts'
import { reviewPages } from './pages/review.ts'
import { settingsPages } from './pages/settings.ts'
import { signInPages } from './pages/sign-in.ts'
import { startPages } from './pages/start.ts'
import { templatePages } from './pages/templates.ts'
import { textPages } from './pages/texts.ts'
import { upkeepPages } from './pages/upkeep.ts'
import { readPreferences } from './read-preferences.ts'
import { readSession } from './read-session.ts'
import { serveAssets } from './serve-assets.ts'
import { frameWords } from './words/frame.ts'

/** Nothing from elsewhere, nothing inline: a planted tag finds nothing that would run it. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  fontSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
}

/** What a page that was refused says; whatever is not here nobody expected. */
const FAULTS: Partial<
  Record<ErrorCode, readonly [ContentfulStatusCode, 'forbidden' | 'notFound' | 'invalid' | 'stale']>
> = {
  forbidden: [403, 'forbidden'],
  not_found: [404, 'notFound'],
  invalid_request: [422, 'invalid'],
  conflict: [409, 'stale'],
  claim_lost: [409, 'stale'],
  precondition_failed: [409, 'stale'],
}

/** Where a file is sent. */
const FILE_PATHS = ['/console/knowledge/imports', CASE_IMPORT_PATH]

/** The pages for people at /console, over the same verbs as the API. */
export function buildConsole(ctx: Context) {
  const { db, config } = ctx
  const getSignIn = openSignIn({
    db,
    secret: deriveSecret(ctx.keyring, 'sign-in'),
    publicUrl: config.publicUrl,
    oidc: config.oidc,
  })
  const pages = new Hono<ConsoleEnv>()
  // What is put on first is put on last, and so holds.
  pages.use(REPORT_PATH, reportHeaders)
  pages.use(
    '/console/*',
    secureHeaders({ contentSecurityPolicy: CONTENT_SECURITY_POLICY, referrerPolicy: 'same-origin' }),
    csrf(config.publicUrl === null ? undefined : { origin: config.publicUrl }),
  )
  // A stream of events must not wait in a compressor.
  pages.use('/console/*', async (c, next) => (c.req.path === '/console/live' ? next() : compress()(c, next)))
  pages.use('/console/*', (c, next) => limitBody(FILE_PATHS.includes(c.req.path) ? 25 : 1)(c, next))
  pages.onError((error, c) => drawError(ctx, c, error))
  pages.route('/', serveAssets())
  pages.route('/', signInPages(ctx, getSignIn))
  const session = readSession(ctx, getSignIn)
  pages.use('/console', session)
  pages.use('/console/*', session)
  pages.route('/', framePages(ctx))
  pages.route('/', livePages(followEvents(ctx)))
  pages.route('/', accountPages(getSignIn))
  pages.route('/', reviewPages(ctx))
  pages.route('/', moderationPages(ctx))
  pages.route('/', boardPages(ctx))
  pages.route('/', knowledgePages(ctx))
  pages.route('/', upkeepPages(ctx))
  pages.route('/', qualityPages(ctx))
  pages.route('/', evalPages(ctx))
  pages.route('/', casePages(ctx))
  pages.route('/', textPages(ctx))
  pages.route('/', templatePages(ctx))
  pages.route('/', reportPages(ctx))
  pages.route('/', settingsPages(ctx))
  pages.route('/', startPages(ctx))
  pages.all('/console/*', (c) => c.html(drawFault(c, frameWords[c.get('visit').language].notFound), 404))
  return pages
}

/** Forms are small; files of entries and cases are not. */
function limitBody(mib: number) {
  return bodyLimit({
    maxSize: mib * 1024 * 1024,
    onError: () => {
      throw new HTTPException(413)
    },
  })
}

/** What a page that could not be made says. Only what nobody expected goes into the log. */
function drawError(
  ctx: Pick<Context, 'logger'>,
  c: PageContext<ConsoleEnv>,
  error: Error,
): Response | Promise<Response> {
  const words = frameWords[readPreferences(c).language]
  if (error instanceof HTTPException)
    return c.html(drawFault(c, error.status === 413 ? words.tooLarge : words.forbidden), error.status)
  const expected =
    error instanceof ZodError ? FAULTS.invalid_request : error instanceof AppError && FAULTS[error.code]
  if (expected) return c.html(drawFault(c, words[expected[1]]), expected[0])
  const id = c.get('requestId')
  ctx.logger.error({ err: nameError(error), request_id: id }, 'a page failed')
  return c.html(drawFault(c, `${words.failed} ${id}.`), 500)
}

function drawFault(c: PageContext<ConsoleEnv>, text: string) {
  const preferences = readPreferences(c)
  const words = frameWords[preferences.language]
  return drawBarePage(
    preferences,
    text,
    html`<div class="empty" data-refused><h1>${text}</h1>${drawGivenBack(preferences.language)}<a class="button" href="/console">${words.back}</a></div>`,
  )
}

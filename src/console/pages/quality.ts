import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import { putChannel } from '../../assurance/put-channel.ts'
import { readGoLive } from '../../assurance/read-go-live.ts'
import { readResults } from '../../assurance/read-results.ts'
import { nextSample } from '../../assurance/read-samples.ts'
import { readShadowAgreement } from '../../assurance/read-shadow-agreement.ts'
import { reviewSample } from '../../assurance/review-sample.ts'
import type { Context } from '../../context.ts'
import { ChannelMode } from '../../domain/message.ts'
import { CRITERIA, QaReviewInput } from '../../domain/qa-sample.ts'
import { AppError } from '../../errors.ts'
import { getChannel, listChannels } from '../../inbox/read-channels.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { drawAgreement } from '../quality/draw-agreement.ts'
import { drawGoLive } from '../quality/draw-go-live.ts'
import { drawQuality, QUALITY_PATH as PATH } from '../quality/draw-quality.ts'
import { drawSamples } from '../quality/draw-samples.ts'
import { makeChange } from '../settings/make-change.ts'
import { qualityWords } from '../words/quality.ts'

const SHOWN = 50
const DAYS = 30
const WAITS_H = 24

/** Whether answers are right: going live, samples that people judge, shadow beside people. */
export function qualityPages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, (c) => showGoLive(ctx, c))
    .post(`${PATH}/mode`, (c) =>
      makeChange(c, 'channels:write', PATH, async ({ caller, scopes }, form) => {
        const mode = ChannelMode.parse(form.get('mode'))
        if (mode === 'auto' && !hasScope(scopes, '*'))
          throw new AppError('forbidden', 'Only an admin may let a channel answer by itself')
        const { id, kind } = await getChannel(ctx, caller.workspaceId, String(form.get('id')))
        await putChannel(ctx, caller, id, { kind, mode })
      }),
    )
    .get(`${PATH}/samples`, (c) => showSamples(ctx, c))
    .post(`${PATH}/samples/:id`, (c) => judge(ctx, c, c.req.param('id')))
    .get(`${PATH}/agreement`, async (c) => {
      const visit = c.get('visit')
      assertMay(visit, 'qa:read')
      const query = { ...lastDays(ctx), channelId: null, waitsH: WAITS_H }
      const found = await readShadowAgreement(ctx, visit.caller.workspaceId, query)
      return c.html(drawQuality(visit, 'agreement', drawAgreement(visit, found)))
    })
}

function lastDays(ctx: Context) {
  const to = ctx.clock()
  return { from: new Date(to.getTime() - DAYS * 86_400_000), to }
}

async function showGoLive(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'qa:read')
  const { workspaceId } = visit.caller
  const channels = await listChannels(ctx, workspaceId, null, SHOWN)
  const judged = await Promise.all(channels.map(({ id }) => readGoLive(ctx, workspaceId, id)))
  return c.html(drawQuality(visit, 'live', drawGoLive(visit, judged, hasScope(visit.scopes, '*'))))
}

async function showSamples(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'qa:read')
  const { workspaceId, actor } = visit.caller
  const words = qualityWords[visit.language]
  const [sample, results] = await Promise.all([
    nextSample(ctx, workspaceId, actor.id),
    readResults(ctx, workspaceId, { ...lastDays(ctx), by: 'channel' }),
  ])
  const said = (['judged', 'refused'] as const).find((known) => known === c.req.query('said'))
  const note =
    said === undefined
      ? ''
      : html`<p class="note ${said === 'judged' ? 'good' : 'warn'}" role="status">${words[said]}</p>`
  const body = html`${note}${drawSamples(visit, sample, results, hasScope(visit.scopes, 'qa:write'))}`
  return c.html(drawQuality(visit, 'samples', body))
}

async function judge(ctx: Context, c: PageContext<ConsoleEnv>, id: string): Promise<Response> {
  const { caller, ...visit } = c.get('visit')
  assertMay(visit, 'qa:write')
  const form = await c.req.formData()
  const note = String(form.get('note') ?? '').trim()
  const rubric = Object.fromEntries(CRITERIA.map((criterion) => [criterion, form.get(criterion)]))
  const input = QaReviewInput.parse({ rubric, ...(note === '' ? {} : { note }) })
  const said = await reviewSample(ctx, caller, id, input).then(
    () => 'judged',
    (error) => {
      if (error instanceof AppError && (error.code === 'conflict' || error.code === 'forbidden'))
        return 'refused'
      throw error
    },
  )
  return c.redirect(`${PATH}/samples?said=${said}`, 303)
}

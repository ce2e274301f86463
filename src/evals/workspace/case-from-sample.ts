import { z } from 'zod'
import { getSample } from '../../assurance/read-samples.ts'
import type { Caller } from '../../domain/actor.ts'
import { AppError } from '../../errors.ts'
import { Expected } from '../case.ts'
import { caseFromThread } from './case-from-thread.ts'
import type { OwnCase } from './own-case.ts'
import type { CaseContext } from './propose-case.ts'

export const SampleCaseInput = z
  .strictObject({
    expected: Expected.optional().describe(
      'What would have been right; that a person gets it where it is left out',
    ),
  })
  .meta({ id: 'EvalCaseFromSample' })
export type SampleCaseInput = z.infer<typeof SampleCaseInput>

/** What is known of a reply that was wrong: nobody may get its like unseen. */
const TO_A_PERSON: Expected = { routes: ['review', 'human'] }

/**
 * A case from a sample that was judged wrong: the thread up to what was answered. Waits for approval like any other. Throws
 * `not_found`, and `conflict` where the sample was not judged wrong or is a case already.
 */
export async function caseFromSample(
  ctx: CaseContext,
  caller: Caller,
  sampleId: string,
  input: SampleCaseInput,
): Promise<OwnCase> {
  const sample = await getSample(ctx, caller.workspaceId, caller.actor.id, sampleId)
  if (sample.verdict !== 'wrong') throw new AppError('conflict', `Sample ${sampleId} was not judged wrong`)
  const thread = {
    thread_id: sample.thread_id,
    external_id: sampleId,
    family: 'qa_sample',
    expected: input.expected ?? TO_A_PERSON,
  }
  return caseFromThread(ctx, caller, thread, sample.message_id)
}

import { z } from 'zod'
import { Baseline } from '../baseline.ts'
import { Verdict } from '../judge-gates.ts'
import { Cost } from '../measure-cost.ts'
import { CaseResult } from '../result.ts'

/** A run as it is kept: enough to be reported, and to be compared with another. */
export const StoredRun = Baseline.extend({
  id: z.string(),
  at: z.iso.datetime(),
  suites: z.array(z.string()),
  verdicts: z.array(Verdict),
  results: z.array(CaseResult),
  cost: z.array(Cost).default([]),
})
export type StoredRun = z.infer<typeof StoredRun>

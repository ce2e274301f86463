import type { Db } from '../db/database.ts'
import type { Models } from '../inference/models.ts'
import type { CandidateCache } from '../knowledge/load-candidates.ts'

/** What upkeep works with. */
export interface UpkeepContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly models: Pick<Models, 'classifier' | 'embedder' | 'ranker'>
  readonly candidates: CandidateCache
}

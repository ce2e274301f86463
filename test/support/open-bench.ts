import { openWorkbench, type Workbench } from '../../src/evals/open-workbench.ts'
import { readSnapshot } from './open-test-database.ts'

/** A bench over the snapshot that test/support/prepare-databases.ts left; `open` is the verb of modules that were loaded anew. */
export function openBench(
  options: Omit<Parameters<typeof openWorkbench>[0] & object, 'snapshot'> = {},
  open = openWorkbench,
): Promise<Workbench> {
  return open({ ...options, snapshot: readSnapshot() })
}

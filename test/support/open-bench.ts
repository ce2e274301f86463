import { readFileSync } from 'node:fs'
import { openWorkbench, type Workbench } from '../../src/evals/open-workbench.ts'

/** A bench over the snapshot that test/support/prepare-databases.ts left; `open` is the verb of modules that were loaded anew. */
export function openBench(
  options: Omit<Parameters<typeof openWorkbench>[0] & object, 'snapshot'> = {},
  open = openWorkbench,
): Promise<Workbench> {
  return open({ ...options, snapshot: new Blob([readFileSync(process.env.RECADO_TEST_SNAPSHOT!)]) })
}

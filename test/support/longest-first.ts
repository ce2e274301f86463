import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, above all with the numbers of `.ci/run`. */
const LONGEST = [
  'src/inference/embedded/linear-classifier.test.ts',
  'test/simulate.test.ts',
  'test/browser/console.test.ts',
  'test/crash.test.ts',
  'test/desk-takes.test.ts',
  'test/leak.test.ts',
  'test/broadcasts.test.ts',
  'test/calendar-oracle.test.ts',
  'test/evals.test.ts',
  'test/commands.test.ts',
]

/**
 * Starts with the files that take longest: begun last, one of them is waited for with nothing else to run. On a fresh clone
 * vitest knows only how large a file is, and some of the longest are small.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.indexOf(relative(this.ctx.config.root, moduleId))
      return place < 0 ? LONGEST.length : place
    }
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

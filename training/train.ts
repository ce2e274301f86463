import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { calibrateRetrieval } from './calibrate-retrieval.ts'
import { trainClassifier } from './train-classifier.ts'
import { trainRetrieval } from './train-retrieval.ts'

const USAGE = `npm run train -- --data DIR [--only classifier|retrieval|calibration] [--teacher DIR] [--out DIR]
Trains the models in models/. DIR holds the public data sets named in models/README.md (or set RECADO_DATASETS).`

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      teacher: { type: 'string' },
      out: { type: 'string' },
      only: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  const dataDir = values.data ?? process.env.RECADO_DATASETS
  if (values.help === true || dataDir === undefined || !existsSync(dataDir))
    return explain(dataDir, values.help)
  const outDir = values.out ?? join(import.meta.dirname, '..', 'models')
  // An hour of training must not end at a folder that is not there.
  mkdirSync(outDir, { recursive: true })
  const log = (line: string) => process.stderr.write(`${line}\n`)
  if (values.only === 'calibration') return calibrateRetrieval({ outDir, log })
  if (values.only !== 'retrieval') await trainClassifier({ dataDir, outDir, log })
  if (values.only !== 'classifier') {
    const teacher = values.teacher === undefined ? {} : { teacherDir: values.teacher }
    await trainRetrieval({ dataDir, outDir, log, ...teacher })
  }
}

function explain(dataDir: string | undefined, isAsked: boolean | undefined): void {
  if (isAsked !== true) {
    const absent = dataDir === undefined ? 'No data folder was named.' : `There is no folder ${dataDir}.`
    process.stderr.write(`${absent} The shipped models stay as they are.\n`)
    process.exitCode = 2
  }
  process.stderr.write(`${USAGE}\n`)
}

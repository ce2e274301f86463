import { openPostgres } from '../src/db/open-database.ts'
import { runWorker } from '../src/pipeline/run-worker.ts'
import { openBench } from './open-bench.ts'

/** A worker in a process of its own: `node bench/bench-worker.ts DATABASE_URL CONCURRENCY`. */
const database = await openPostgres(process.argv[2]!)
const worker = runWorker(await openBench(database), Number(process.argv[3]))
process.stdout.write('ready\n')
process.on('SIGTERM', () => worker.stop().then(() => process.exit(0)))

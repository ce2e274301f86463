import { parentPort, workerData } from 'node:worker_threads'
import type { Case } from './case.ts'
import { openWorkbench } from './open-workbench.ts'
import { runCase } from './run-case.ts'
import type { FromThread, ThreadInput } from './run-cases.ts'

/** A thread of src/evals/run-cases.ts: runs the batches that it is sent, one case after the other. */
const { settings, config } = workerData as ThreadInput
const bench = await openWorkbench({ config })
const send = (message: FromThread) => parentPort!.postMessage(message)

parentPort!.on('message', async (batch: readonly Case[]) => {
  for (const given of batch) send({ isReady: false, result: await runCase(bench, settings, given) })
})
send({ isReady: true })

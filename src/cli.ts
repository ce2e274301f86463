import { Command, InvalidArgumentError, Option } from 'commander'
import type { EvalsOptions } from './commands/run-evals.ts'
import { AppError } from './errors.ts'

/** The command line: `recado COMMAND`. Each command is loaded only when it is called. */
export async function runCli(argv: readonly string[]): Promise<void> {
  // Whoever reads only the first lines (`| head`) closes the pipe, which is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  try {
    await makeProgram().parseAsync([...argv])
  } catch (error) {
    if (!(error instanceof AppError) && !isSystemError(error)) throw error
    process.stderr.write(`recado: ${error.message}\n`)
    const faults = error instanceof AppError ? error.errors : []
    for (const fault of faults) process.stderr.write(`  ${fault.pointer}: ${fault.detail}\n`)
    process.exitCode = 1
  }
}

/** Its message says all: "EACCES: permission denied, open '/data/recado.lock'", "listen EADDRNOTAVAIL: …". */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}

function readWhole(given: string): number {
  if (!/^\d{1,9}$/.test(given)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(given)
}

function makeProgram(): Command {
  const program = new Command('recado').description('The front desk of an inbox.').showHelpAfterError()
  program
    .command('start')
    .description('run the server')
    .action(async () => (await import('./main.ts')).main())
  program
    .command('migrate')
    .description('bring the database to the current shape')
    .action(async () => (await import('./commands/migrate.ts')).migrate())
  program
    .command('import')
    .description('import a CSV, JSONL or Markdown file of questions and answers')
    .argument('<file>')
    .action(async (file: string) => (await import('./commands/import-file.ts')).importFile(file))
  program
    .command('search')
    .description('what the knowledge says to a query')
    .argument('<query...>')
    .option('-n, --limit <number>', 'how many entries', readWhole, 5)
    .action(async (query: string[], options: { limit: number }) =>
      (await import('./commands/search.ts')).search(query.join(' '), options.limit),
    )
  program
    .command('classify')
    .description('what a text is, and why')
    .argument('<text...>')
    .option('--comment', 'judge it as a public comment')
    .action(async (text: string[], options: { comment?: true }) =>
      (await import('./commands/classify.ts')).classify(text.join(' '), options.comment === true),
    )
  program
    .command('key')
    .description('make an API key of the workspace `default`')
    .option('--name <name>', 'what it is for', 'from the command line')
    .option('--scope <scope...>', 'what it may do', ['*'])
    .action(async (options: { name: string; scope: string[] }) =>
      (await import('./commands/make-key.ts')).makeKey(options.name, options.scope),
    )
  program
    .command('demo')
    .description('send 300 messages to a server of its own and show what was decided')
    .option('--url <url>', 'a server that runs already; its key comes from RECADO_API_KEY')
    .option('--data <dir>', 'a folder of public data sets')
    .action(async (options: { url?: string; data?: string }) =>
      (await import('./commands/run-demo.ts')).runDemo(options),
    )
  addEvals(program)
  return program
}

/** What an operator does now and then. */
function addUpkeep(program: Command): void {
  program
    .command('secrets')
    .description('the keys that seal secrets at rest')
    .command('rotate')
    .description('seal every stored secret with a new key')
    .action(async () => (await import('./commands/rotate-secrets.ts')).rotateSecrets())
  program
    .command('compact')
    .description("take what was erased out of the database's files")
    .action(async () => (await import('./commands/compact.ts')).compact())
  program
    .command('audit')
    .description('who changed what')
    .command('verify')
    .description('name every audit entry that was changed, removed or slipped in')
    .option('--expect <head>', 'SEQ:HASH that an earlier run printed for the workspace `default`')
    .action(async (options: { expect?: string }) =>
      (await import('./commands/verify-audit.ts')).verifyAudit(options),
    )
}

function addEvals(program: Command): void {
  program
    .command('replay')
    .description('work a decision out again, and say in what it differs')
    .argument('<decision>', 'a decision or one of its messages')
    .addOption(
      new Option('--with <what>', 'what was kept of it, or what holds now')
        .choices(['kept', 'current'])
        .default('kept'),
    )
    .action(async (id: string, options: { with: 'kept' | 'current' }) =>
      (await import('./commands/replay.ts')).replay(id, options),
    )
  const evals = program.command('evals').description('score the shipped cases over the code that serves')
  evals
    .command('run', { isDefault: true })
    .description('run suites, print their numbers and judge the gates; exit code 1 where one fails')
    .argument('[suite...]', 'which suites; all where none is named')
    .option('--misses', 'also show each case that went wrong')
    .option('--kinds', 'also show recall and precision of personal data by kind and language')
    .option('--accept', 'make this run the baseline, and raise the gates to what it shows')
    .option('--data <dir>', 'a folder of public data sets, for the suites that read one')
    .option(
      '--provider [model]',
      'let the configured provider draft and judge, with another model if one is named',
    )
    .option('--judgings <times>', 'how often the provider judges each draft', '3')
    .option('--price-in <price>', 'of a million tokens that the provider reads, to show what the run cost')
    .option('--price-out <price>', 'of a million tokens that it writes')
    .option('--against <run>', 'the run to compare with, by its id', 'baseline')
    .action(async (suites: string[], options: EvalsOptions) =>
      (await import('./commands/run-evals.ts')).runEvals(suites, options),
    )
  evals
    .command('compare')
    .description('which cases were fixed, which broke, and which metrics changed')
    .argument('<before>', 'a run by its id, or `baseline`')
    .argument('<after>', 'a run by its id')
    .option('--data <dir>', 'the folder of public data sets that both runs read')
    .action(async (before: string, after: string, options: { data?: string }) =>
      (await import('./commands/compare-evals.ts')).compareEvals(before, after, options),
    )
  evals
    .command('export')
    .description('print the cases of a suite')
    .argument('<suite>')
    .addOption(new Option('--format <format>').choices(['jsonl', 'promptfoo']).default('jsonl'))
    .action(async (suite: string, options: { format: 'jsonl' | 'promptfoo' }) =>
      (await import('./commands/export-evals.ts')).exportEvals(suite, options.format),
    )
  addUpkeep(program)
}

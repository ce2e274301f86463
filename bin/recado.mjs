#!/usr/bin/env node
// Plain JavaScript, so that a Node too old for the rest can still say so.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Recado needs Node 22.18 or newer, and this is ${process.version}.\n` +
      'npm brings Node 24 along on Linux, Windows and Intel Macs: run `npm ci`, then start Recado through npm (`npm start`).\n' +
      'Elsewhere, install Node 24 first.\n',
  )
  process.exit(1)
}
// What stands in a file `.env` here; variables that are set already stay as they are.
const { existsSync } = await import('node:fs')
if (existsSync('.env')) process.loadEnvFile()
const { enableCompileCache } = await import('node:module')
// Compiled code is kept in the machine's temporary folder: the next start is a fifth quicker.
enableCompileCache()
const { runCli } = await import('../src/cli.ts')
await runCli(process.argv)

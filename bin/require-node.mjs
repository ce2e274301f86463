// Imported before a tool that would fail without a word on an old Node.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Recado needs Node 22.18 or newer, and this is ${process.version}: run \`npm ci\` first.\n`,
  )
  process.exit(1)
}

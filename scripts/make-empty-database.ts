import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { EMPTY_DATABASE } from '../src/db/open-database.ts'

/** Writes the empty database that a first start unpacks; to be run again when the version of PGlite changes. */
const client = await PGlite.create()
const dump = await client.dumpDataDir('gzip')
writeFileSync(
  join(import.meta.dirname, '../src/db', EMPTY_DATABASE),
  new Uint8Array(await dump.arrayBuffer()),
)
await client.close()

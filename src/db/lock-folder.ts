import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'

/** Who holds a data folder: the process, and the address of its server where it has one. */
export interface FolderLock {
  publishAddress(address: string): void
  release(): void
}

interface Holder {
  pid: number
  address: string | null
}

const FILE = 'recado.lock'

/**
 * Takes a data folder for this process alone: two processes on one PGlite folder lose rows silently.
 * A lock whose process is gone is taken over. Throws `data_locked` naming the holder's pid and address.
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, FILE)
  const mine: Holder = { pid: process.pid, address: null }
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: 'wx' })
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = readHolder(folder)
      if (holder !== null) {
        const where = holder.address === null ? '' : `, serving at ${holder.address}`
        throw new AppError('data_locked', `${folder} is in use by process ${holder.pid}${where}`)
      }
      rmSync(path, { force: true })
    }
  }
  return {
    publishAddress(address) {
      // Renamed into place, so that nobody reads it half written and takes the folder for free.
      writeFileSync(`${path}.new`, JSON.stringify({ ...mine, address }))
      renameSync(`${path}.new`, path)
    },
    release: () => rmSync(path, { force: true }),
  }
}

/** The living process that holds a folder now, or null. */
export function readHolder(folder: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as Holder
    return isAlive(holder.pid) ? holder : null
  } catch {
    // Absent, or cut short by a crash while it was written: either way nobody holds it.
    return null
  }
}

function isAlive(pid: number): boolean {
  // A container restarts with the same pid: a lock left by this very pid is from a former life.
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

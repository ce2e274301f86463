import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
  const own = `${path}.${process.pid}`
  // A finished file is linked into place: whoever reads the lock never finds it half written.
  writeFileSync(own, JSON.stringify(mine))
  try {
    while (!takeLock(own, path)) {
      const holder = readHolder(folder)
      if (holder === null) {
        dropStale(path)
        continue
      }
      const where = holder.address === null ? '' : `, serving at ${holder.address}`
      throw new AppError('data_locked', `${folder} is in use by process ${holder.pid}${where}`)
    }
  } finally {
    rmSync(own, { force: true })
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

function takeLock(own: string, path: string): boolean {
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Moves a dead process's lock away; another process may have done so, and taken the folder, a moment ago. */
function dropStale(path: string): void {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = readLock(aside)
  if (moved !== null && isAlive(moved.pid)) takeLock(aside, path)
  rmSync(aside, { force: true })
}

/** The living process that holds a folder now, or null. */
export function readHolder(folder: string): Holder | null {
  const holder = readLock(join(folder, FILE))
  return holder !== null && isAlive(holder.pid) ? holder : null
}

function readLock(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch {
    // Absent, or cut short by a power cut: either way nobody holds it.
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

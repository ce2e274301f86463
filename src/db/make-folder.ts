import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { AppError } from '../errors.ts'

/**
 * Makes a data folder, and those above it, where they are missing. Throws `unavailable` naming the folder and the fault.
 * Node's own recursive `mkdirSync` never ends where a folder that is there answers ENOENT, as those of /proc do.
 */
export function makeFolder(folder: string): void {
  try {
    makeMissing(resolve(folder))
  } catch (cause) {
    throw new AppError('unavailable', `The folder ${folder} cannot be made: ${(cause as Error).message}`, {
      cause,
    })
  }
}

function makeMissing(path: string): void {
  if (isFolder(path)) return
  if (dirname(path) !== path) makeMissing(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process may have made it a moment ago.
    if (!isFolder(path)) throw error
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

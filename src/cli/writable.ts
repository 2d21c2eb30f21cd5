import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from '../run/make-folder.ts'

/**
 * Opens the file for writing, since rights alone do not tell, and makes its folder; leaves no file that was not there.
 * Where it cannot be opened, `refuse` is given the reason and throws an error that says what to do.
 */
export function ensureWritable(path: string, refuse: (reason: unknown) => never): void {
  try {
    makeFolder(dirname(path))
    const present = existsSync(path)
    closeSync(openSync(path, 'a'))
    if (!present) rmSync(path)
  } catch (error) {
    refuse(error)
  }
}

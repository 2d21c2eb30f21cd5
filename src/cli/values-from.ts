import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { KeyproofError, messageOf } from '../errors.ts'

/** The value itself, or that of `env:NAME` or `file:PATH`. Throws a KeyproofError ('credential') that says what it was for. */
export function valueOf(text: string, what: string, environment: NodeJS.ProcessEnv, cwd: string): string {
  if (text.startsWith('env:')) {
    const name = text.slice(4)
    const found = environment[name]
    if (found === undefined || found === '')
      throw new KeyproofError(
        'credential',
        `The ${what} is to come from the environment variable ${name}, which is ${found === undefined ? 'not set' : 'empty'}.`,
        `Set ${name}, or name another variable.`,
      )
    return found
  }
  if (!text.startsWith('file:')) return text
  try {
    return readFileSync(resolve(cwd, text.slice(5)), 'utf8').trim()
  } catch (error) {
    throw new KeyproofError(
      'credential',
      `The ${what} is to come from a file that cannot be read: ${messageOf(error)}`,
      'Check the path after file:.',
      error,
    )
  }
}

import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { KeyproofError } from '../errors.ts'

/** A program that prints a credential, with its arguments. */
export interface CredentialCommand {
  readonly command: readonly string[]
  /** Milliseconds it may take. */
  readonly timeoutMs: number
}

const mostBytes = 64 * 1024

/**
 * Runs a program without a shell and gives what it printed, without the blanks around it. Nothing it printed is
 * ever part of an error: a KeyproofError ('credential').
 */
export function outputOf(
  { command, timeoutMs }: CredentialCommand,
  name: string,
  cwd: string,
  signal: AbortSignal,
): Promise<string> {
  const [program = '', ...args] = command
  const shown = basename(program)
  const failure = (what: string, hint: string): KeyproofError =>
    new KeyproofError('credential', `The command ${shown} for the ${name} ${what}.`, hint)
  return new Promise((resolve, reject) => {
    // In a group of its own, so that what it starts ends with it.
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let out = Buffer.alloc(0)
    let silent = true
    let ended: KeyproofError | null = null
    const kill = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended meanwhile.
      }
    }
    const stop = (error: KeyproofError): void => {
      ended ??= error
      kill()
    }
    const timer = setTimeout(
      () =>
        stop(
          failure(
            `took longer than ${timeoutMs / 1000} s`,
            'Give it more time with timeout, in milliseconds; it must not wait for input.',
          ),
        ),
      timeoutMs,
    )
    const abort = (): void => stop(failure('was ended, since the run was interrupted', 'Run it again.'))
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    child.stdout.on('data', (chunk: Buffer) => {
      out = Buffer.concat([out, chunk])
      if (out.length > mostBytes)
        stop(failure('prints too much', 'It must print the credential, and nothing else.'))
    })
    child.stderr.on('data', () => {
      silent = false
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      done()
      reject(
        failure(
          `could not be started (${error.code ?? 'unknown'})`,
          'Its first part is the program, found as usual or by its path; it runs without a shell.',
        ),
      )
    })
    // What it started in the background would hold its output open.
    child.on('exit', kill)
    child.on('close', (code, killed) => {
      done()
      const text = out.toString('utf8').trim()
      if (ended !== null) reject(ended)
      else if (code !== 0)
        reject(
          failure(
            code === null ? `was ended by ${killed ?? 'a signal'}` : `ended with exit code ${code}`,
            silent
              ? 'It printed no error; run it by hand to see why.'
              : 'What it wrote to standard error may hold secrets and is not shown; run it by hand to see it.',
          ),
        )
      else if (text === '')
        reject(failure('printed nothing', 'It must print the credential to standard output.'))
      else if (/[\r\n]/.test(text))
        reject(failure('printed several lines', 'It must print the credential, and nothing else.'))
      else resolve(text.replace(/^(?:bearer|basic)\s+/i, ''))
    })
  })
}

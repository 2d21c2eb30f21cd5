import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a process used from its start to its end. */
export interface Spent {
  /** Processor time in seconds, that of the system for it included. */
  readonly cpu: number
  /** Seconds from its start to its end, as it saw them itself. */
  readonly elapsed: number
  /** The most memory it held at a time, in MB. */
  readonly peak: number
}

const reporting = fileURLToPath(new URL('spent-report.ts', import.meta.url))

/** Runs a script to its end and says what it used; throws where it failed. */
export async function spentBy(args: readonly string[]): Promise<Spent> {
  const child = spawn(process.execPath, ['--import', reporting, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  let said = ''
  child.stdio[3]!.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
  return JSON.parse(said) as Spent
}

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Contract } from '../contract/types.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { prismAvoid, prismLimitsOn } from './prism-limits.ts'
import { servable } from './servable.ts'
import type { Target } from './types.ts'

/** Milliseconds Prism may take until it says that it listens. */
const startDeadlineMs = 60_000
/** Milliseconds it may take to end before it is killed. */
const stopDeadlineMs = 3_000
const logLines = 60

/**
 * Ends the child when its standard input closes, so that it goes with keyproof however keyproof goes, a
 * kill -9 included.
 */
const endWithParent = "process.stdin.resume().on('end',()=>process.exit(0)).on('error',()=>process.exit(0))"

/** Starts the installed Prism on a free port of the loopback interface, serving the contract's document. */
export async function startPrism(contract: Contract): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'keyproof-prism-'))
  const lines: string[] = []
  let child: ChildProcess | null = null
  const stop = async (): Promise<void> => {
    if (child !== null) await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const file = join(folder, 'openapi.json')
    await writeFile(file, JSON.stringify(servable(contract)))
    child = launch(file, lines)
    const url = await listening(child, lines)
    return {
      kind: 'prism',
      url,
      stateful: false,
      ephemeral: true,
      credentials: standIns(contract),
      limits: prismLimitsOn(contract),
      avoid: prismAvoid,
      timeoutMs: 5_000,
      log: () => lines.join('\n'),
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    throw new KeyproofError(
      'target-unreachable',
      `Prism could not be started for ${contract.name}: ${messageOf(error)}`,
      '--target mock does without Prism.',
      error,
    )
  }
}

/** Any value will do for Prism, which only looks whether there is one. */
function standIns(contract: Contract): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.values(contract.securitySchemes).map((scheme) => [
      scheme.name,
      scheme.kind === 'http' && scheme.scheme.toLowerCase() === 'basic'
        ? 'keyproof:stand-in-for-prism'
        : `keyproof-stand-in-${scheme.name}`,
    ]),
  )
}

function launch(file: string, lines: string[]): ChildProcess {
  const entry = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js')
  const { NODE_ENV: _production, NODE_OPTIONS: _options, ...environment } = process.env
  const child = spawn(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(endWithParent)}`,
      entry,
      'mock',
      '--no-multiprocess',
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      file,
    ],
    { env: { ...environment, NO_COLOR: '1', SCARF_ANALYTICS: 'false' }, stdio: ['pipe', 'pipe', 'pipe'] },
  )
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      lines.push(
        ...stripVTControlCharacters(text)
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      )
      if (lines.length > logLines) lines.splice(0, lines.length - logLines)
      child.emit('log')
    })
  }
  child.stdin.on('error', () => undefined)
  return child
}

/** Waits for the line with the URL; throws with Prism's own words when it ends or takes too long. */
async function listening(child: ChildProcess, lines: readonly string[]): Promise<string> {
  const deadline = AbortSignal.timeout(startDeadlineMs)
  const exited = once(child, 'exit').then(() => 'exit' as const)
  for (;;) {
    const ready = lines
      .map((line) => /Prism is listening on (http:\/\/\S+)/.exec(line)?.[1])
      .find((url) => url !== undefined)
    if (ready !== undefined) return ready.replace(/\/+$/, '')
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(lastWords(lines))
    if (deadline.aborted) throw new Error(`it was not ready within ${startDeadlineMs / 1000} s`)
    await Promise.race([once(child, 'log', { signal: deadline }).catch(() => undefined), exited])
  }
}

/** What Prism gives as the reason, out of the object it prints over many lines. */
function lastWords(lines: readonly string[]): string {
  const said = lines.map((line) => /^message:\s*(.*?),?$/.exec(line)?.[1]?.replaceAll(/^['"`]|['"`]$/g, ''))
  const last = lines.findLast((line) => /[a-z]{3}/i.test(line))
  return `${said.findLast((words) => words !== undefined) ?? last ?? 'it ended without a word'}.`
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs)
  await gone
  clearTimeout(timer)
}

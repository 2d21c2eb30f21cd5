import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Report } from '../../src/report/report.ts'

/** Where the project lies. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url))

const command = join(root, 'bin/keyproof.js')
/** Spares the many processes, and the Prisms they start, a third of their start. */
const compiled = join(root, 'node_modules/.cache/keyproof-test')

/** The document of a vendor. */
export function spec(vendor: string): string {
  return join(root, 'specs', vendor, 'openapi.yaml')
}

/** What a keyproof that has ended leaves behind. */
export interface Ended {
  /** null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A keyproof that runs. */
export interface Running {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** Sends it a signal; `group` reaches its children too, as Ctrl-C in a terminal does. */
  kill(signal: NodeJS.Signals, reach?: 'group'): void
}

interface Start {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Milliseconds after which it is killed and the test fails. */
  readonly deadlineMs?: number
}

/** A fresh folder to run keyproof in; disposing of it ends what still runs there and removes it. */
export interface Project extends AsyncDisposable {
  readonly folder: string
  /** Runs keyproof to its end. */
  run(args: readonly string[], options?: Start): Promise<Ended>
  start(args: readonly string[], options?: Start): Running
  write(file: string, text: string): void
  read(file: string): string
  report(file?: string): Report
  /** Every file below it, by relative path. */
  files(): readonly string[]
  /** Files of a child that has not cleaned up. */
  leftovers(): readonly string[]
  /** Processes started from here, other than keyproof itself: their arguments name a file in the folder. */
  children(): readonly number[]
  /** Waits for something that is bound to come about. */
  until(what: () => boolean): Promise<void>
}

/** Opens a project that holds these files. */
export function project(files: Readonly<Record<string, string>> = {}): Project {
  const folder = mkdtempSync(join(tmpdir(), 'keyproof-test-'))
  // What keyproof puts into the temporary folder shows that a process belongs here, and whether it is gone.
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  const started: ChildProcess[] = []
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  for (const [file, text] of Object.entries(files)) write(file, text)
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const children = (): readonly number[] => processesNaming(temporary)

  const start = (args: readonly string[], { env = {}, input, deadlineMs = 120_000 }: Start = {}): Running => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        TMPDIR: temporary,
        NODE_COMPILE_CACHE: compiled,
        ...env,
      },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
    })
    started.push(child)
    child.stdin?.end(input)
    return {
      pid: child.pid!,
      ended: end(child, args, deadlineMs),
      kill(signal, reach) {
        try {
          process.kill(reach === 'group' ? -child.pid! : child.pid!, signal)
        } catch (error) {
          // It has come to its end by itself.
          if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
        }
      },
    }
  }

  return {
    folder,
    start,
    run: (args, options) => start(args, options).ended,
    write,
    read,
    report: (file = 'report.json') => JSON.parse(read(file)) as Report,
    files: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .toSorted(),
    leftovers: () => readdirSync(temporary),
    children,
    until: async (what) => {
      const deadline = Date.now() + 120_000
      while (!what()) {
        if (Date.now() > deadline) throw new Error(`It did not come about: ${what.toString()}`)
        await delay(20)
      }
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of started) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      for (const pid of children()) process.kill(pid, 'SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A text for people, whatever width it was broken to. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}

async function end(child: ChildProcess, args: readonly string[], deadlineMs: number): Promise<Ended> {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, deadlineMs)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  if (late) throw new Error(`keyproof ${args.join(' ')} did not end.\n${texts.stdout}\n${texts.stderr}`)
  return { code, ...texts }
}

/** Processes that live and have the text in their arguments. */
function processesNaming(text: string): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      // Of a process that has ended and is not yet collected, nothing is left to read.
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

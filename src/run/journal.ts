import {
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Contract, JsonValue } from '../contract/types.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { makeFolder } from './make-folder.ts'
import type { RunOptions } from './options.ts'
import { ownMark, type ProcessMark } from './process-mark.ts'
import type { RunInput } from './run.ts'
import type { Session } from './session.ts'
import { createTrail, type Trail, type TrailLine } from './trail.ts'

/** How a document was loaded, so that it can be loaded again. */
export interface DocumentSource {
  /** Absolute path, URL, or `-`. */
  readonly source: string
  readonly overlays: readonly string[]
  readonly siblingOverlay: boolean
  readonly cwd: string
}

/** The first line of a journal: whose keys it tells of, and where they are. */
export interface JournalHead {
  readonly journal: 'keyproof.journal/1'
  readonly version: string
  readonly startedAt: string
  readonly document: DocumentSource
  readonly target: string
  readonly mark: string
  readonly salt: string
  /** Deadline of a request, in milliseconds. */
  readonly timeoutMs: number
  readonly parameters: Readonly<Record<string, JsonValue>>
  /** Those of the second account; null where the run had none. */
  readonly other: Readonly<Record<string, JsonValue>> | null
  /** What the run called the second account, and the security schemes it had a credential for. */
  readonly principal?: { readonly name: string; readonly schemes: readonly string[] }
  /** The process that writes it. */
  readonly process: ProcessMark
}

/** The first line of the journal of a document on a target. */
export function journalHead(
  contract: Contract,
  target: string,
  { mark, salt }: Trail,
  { parameters, other }: Pick<Session, 'parameters' | 'other'>,
  { now, vault }: Pick<RunInput, 'now' | 'vault'>,
  { journal, timeoutMs, version }: Pick<RunOptions, 'journal' | 'timeoutMs' | 'version'>,
): JournalHead {
  const document = journal?.document(contract.source) ?? {
    source: contract.source,
    overlays: [],
    siblingOverlay: true,
    cwd: '',
  }
  const harmless = (given: Readonly<Record<string, JsonValue>>): Readonly<Record<string, JsonValue>> =>
    Object.fromEntries(Object.entries(given).filter(([, value]) => !vault.holds(JSON.stringify(value))))
  return {
    journal: 'keyproof.journal/1',
    version,
    startedAt: now().toISOString(),
    document,
    target,
    mark,
    salt,
    timeoutMs,
    parameters: harmless(parameters),
    other: other === null ? null : harmless(other.parameters),
    ...(other === null ? {} : { principal: { name: other.name, schemes: Object.keys(other.tokens) } }),
    process: ownMark(),
  }
}

/** A journal being written. */
export interface Journal {
  readonly file: string
  /** Appends a line; one that is `vital` is on the disk when this returns. */
  write(line: TrailLine, vital: boolean): void
  /** Closes it; one whose keys are all gone is removed. */
  close(finished: boolean): void
}

/** A journal found on the disk. */
export interface FoundJournal {
  readonly file: string
  readonly head: JournalHead
  readonly trail: Trail
}

/** Opens a journal in the folder, which is made where it is missing. Throws a KeyproofError where it cannot be written. */
export function openJournal(folder: string, head: JournalHead): Journal {
  const file = join(
    folder,
    `${head.startedAt.replaceAll(/[:.]/g, '')}-${head.mark.replaceAll(/[^\da-z]+/gi, '-').replace(/-$/, '')}.jsonl`,
  )
  const made = !existsSync(folder)
  let descriptor: number
  const append = (line: unknown, vital: boolean): void => {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
    if (vital) fdatasyncSync(descriptor)
  }
  try {
    makeFolder(folder)
    descriptor = openSync(file, 'ax', 0o600)
    append(head, true)
    syncFolder(folder)
  } catch (error) {
    throw new KeyproofError(
      'report',
      `The journal ${file} cannot be written: ${messageOf(error)}`,
      'Run where the working directory can be written, or name another folder with --journal.',
      error,
    )
  }
  return {
    file,
    write: append,
    close(finished) {
      closeSync(descriptor)
      if (finished) remove(file, made)
    },
  }
}

/** The journals of a folder. */
export interface FoundJournals {
  /** Oldest first. */
  readonly journals: readonly FoundJournal[]
  /** Of runs that were killed before their first line was whole, and so have sent nothing, or that begin just now. */
  readonly unbegun: readonly string[]
  /** What cannot be read as one. */
  readonly unreadable: readonly string[]
}

/** Finds the journals in a folder, and leaves all as it is. */
export function findJournals(folder: string): FoundJournals {
  const journals: FoundJournal[] = []
  const unbegun: string[] = []
  const unreadable: string[] = []
  if (!existsSync(folder)) return { journals, unbegun, unreadable }
  for (const name of readdirSync(folder)
    .filter((candidate) => candidate.endsWith('.jsonl'))
    .toSorted()) {
    const file = join(folder, name)
    const [first, ...rest] = readFileSync(file, 'utf8').split('\n')
    const head = parsed(first ?? '') as JournalHead | undefined
    if (head?.journal !== 'keyproof.journal/1') {
      const isOurs = journalName.test(name) && isBeginning([first, ...rest].join('\n'))
      ;(isOurs ? unbegun : unreadable).push(file)
      continue
    }
    const trail = createTrail(head.mark, head.salt)
    for (const text of rest) {
      const line = parsed(text) as TrailLine | undefined
      if (line !== undefined) trail.add(line)
    }
    journals.push({ file, head, trail })
  }
  return { journals, unbegun, unreadable }
}

/** A run writes the first line as soon as the file is there. */
const beginsWithinMs = 2_000

/** Removes what is left of a journal that was never begun, once its run has had the time to begin it. */
export async function removeUnbegun(file: string): Promise<void> {
  const ageMs = Date.now() - statSync(file).mtimeMs
  if (ageMs < beginsWithinMs) await delay(beginsWithinMs - Math.max(0, ageMs))
  if (isBeginning(readFileSync(file, 'utf8'))) rmSync(file, { force: true })
}

const journalName = /^\d{4}-\d\d-\d\dT\d+Z-keyproof[-x][\da-z]+\.jsonl$/

/** Whether a text is a part of the first line of a journal, or nothing at all. */
function isBeginning(text: string): boolean {
  const head = '{"journal":"keyproof.journal/1"'
  return !text.includes('\n') && text.startsWith(head.slice(0, text.length))
}

/** Appends to a journal that was found. */
export function resumeJournal(found: FoundJournal): Journal {
  const descriptor = openSync(found.file, 'a')
  // The last line may have been cut off in the middle.
  writeSync(descriptor, '\n')
  return {
    file: found.file,
    write(line, vital) {
      writeSync(descriptor, `${JSON.stringify(line)}\n`)
      if (vital) fdatasyncSync(descriptor)
    },
    close(finished) {
      closeSync(descriptor)
      if (finished) remove(found.file, true)
    },
  }
}

/** Removes a journal, and its folder where nothing else is in it. */
function remove(file: string, folderToo: boolean): void {
  rmSync(file, { force: true })
  if (!folderToo) return
  try {
    rmdirSync(dirname(file))
  } catch {
    // Other journals are in it.
  }
}

function syncFolder(folder: string): void {
  let descriptor: number | undefined
  try {
    descriptor = openSync(folder, 'r')
    fdatasyncSync(descriptor)
  } catch {
    // Some systems have no way to do it, and then need none.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

import { randomBytes } from 'node:crypto'
import { chmodSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { KeyproofError, messageOf } from '../errors.ts'
import type { KeyRecord, Ledger } from './ledger.ts'
import { memoryLedger } from './memory-ledger.ts'

/** Milliseconds after which noted uses are written together. */
const USES_EVERY_MS = 1000

/**
 * A ledger in a SQLite file. Reads come from memory; every change is committed before it returns. The commit
 * goes to the operating system without waiting for the disk: it outlives the process killed at any moment,
 * not a power failure, and takes microseconds. The file is locked until the process ends, however it ends.
 * `subject` names the document; a file of another one is refused.
 */
export async function sqliteLedger(file: string, subject: string): Promise<Ledger> {
  const { DatabaseSync: Database } = await import('node:sqlite')
  const database = open(Database, file)
  try {
    const pepper = prepare(database, file, subject)
    return writeThrough(database, pepper)
  } catch (error) {
    database.close()
    throw error
  }
}

function open(Database: typeof DatabaseSync, file: string): DatabaseSync {
  try {
    return new Database(file, { timeout: 0 })
  } catch (error) {
    throw new KeyproofError(
      'config',
      `Cannot open the data file ${file}: ${messageOf(error)}.`,
      'Give a path in a directory that exists and may be written to.',
      error,
    )
  }
}

function prepare(database: DatabaseSync, file: string, subject: string): string {
  try {
    // The lock of exclusive mode belongs to the process: it is gone with it, also after kill -9.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    database.exec('BEGIN EXCLUSIVE; COMMIT')
    database.exec('CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT')
    database.exec('CREATE TABLE IF NOT EXISTS keys (serial INTEGER PRIMARY KEY, record TEXT NOT NULL) STRICT')
  } catch (error) {
    const busy = /locked|busy/i.test(messageOf(error))
    throw busy
      ? new KeyproofError(
          'config',
          `The data file ${file} is in use by another mock.`,
          'Stop the other one, or give this one a file of its own.',
          error,
        )
      : new KeyproofError(
          'config',
          `The data file ${file} cannot be used: ${messageOf(error)}.`,
          'Give the path of a new file, or of one that a mock has written.',
          error,
        )
  }
  chmodSync(file, 0o600)
  database
    .prepare('INSERT OR IGNORE INTO about VALUES (?, ?), (?, ?)')
    .run('subject', subject, 'pepper', randomBytes(32).toString('hex'))
  const about = Object.fromEntries(
    database
      .prepare('SELECT name, value FROM about')
      .all()
      .map((row) => [String(row['name']), String(row['value'])]),
  )
  if (about['subject'] !== subject)
    throw new KeyproofError(
      'config',
      `The data file ${file} belongs to another document (${about['subject']}).`,
      'Give each document a data file of its own.',
    )
  return about['pepper']!
}

function writeThrough(database: DatabaseSync, pepper: string): Ledger {
  const memory = memoryLedger(pepper)
  for (const row of database.prepare('SELECT record FROM keys ORDER BY serial').iterate())
    memory.add(JSON.parse(String(row['record'])) as KeyRecord)
  const write = database.prepare(
    'INSERT INTO keys VALUES (?, ?) ON CONFLICT (serial) DO UPDATE SET record = excluded.record',
  )
  const erase = database.prepare('DELETE FROM keys WHERE serial = ?')
  const uses = new Set<number>()
  let timer: NodeJS.Timeout | undefined

  const keep = (record: KeyRecord): void => void write.run(record.serial, JSON.stringify(record))
  const flush = (): void => {
    timer = undefined
    if (uses.size === 0) return
    database.exec('BEGIN')
    for (const record of memory.all()) if (uses.has(record.serial)) keep(record)
    database.exec('COMMIT')
    uses.clear()
  }

  return {
    ...memory,
    get size() {
      return memory.size
    },
    add(record) {
      keep(record)
      memory.add(record)
    },
    replace(old, record) {
      keep(record)
      memory.replace(old, record)
    },
    remove(record) {
      erase.run(record.serial)
      memory.remove(record)
    },
    used(record, at) {
      memory.used(record, at)
      uses.add(record.serial)
      timer ??= setTimeout(flush, USES_EVERY_MS).unref()
    },
    clear() {
      database.exec('DELETE FROM keys')
      memory.clear()
    },
    close() {
      clearTimeout(timer)
      flush()
      database.close()
    },
  }
}

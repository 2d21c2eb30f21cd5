import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeAll } from '../../src/cli/write-all.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { log } from '../report/fixtures/log.ts'

const late = 'shown-before-it-was-known-Qz81LmXwP7aa'

/** A log in which a value stands that was learned to be a secret only after it was written. */
const events: readonly RunEvent[] = [
  ...log,
  { type: 'notice', document: null, severity: 'info', message: `It has the id ${late}.`, hint: '' },
]

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'keyproof-write-'))
  try {
    work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test.each(['json', 'jsonl', 'junit', 'html', 'markdown', 'sarif'] as const)(
  'a secret that is known too late is hidden in a report as %s, which is written all the same',
  (format) => {
    inFolder((folder) => {
      const vault = createVault()
      vault.add(late, 'other.late', 'identifier')
      const reports = [{ reporter: format, file: 'report' }]
      expect(writeAll(events, reports, vault, folder, 1, false)).toBe(1)
      const text = readFileSync(join(folder, 'report'), 'utf8')
      expect(text).not.toContain(late)
      expect(vault.holds(text)).toBe(false)
    })
  },
)

test('what cannot be hidden is not written, and the run not trusted', () => {
  inFolder((folder) => {
    const stubborn = { holds: () => true, redact: (text: string) => text }
    expect(writeAll(events, [{ reporter: 'json', file: 'report' }], stubborn, folder, 0, false)).toBe(3)
    expect(existsSync(join(folder, 'report'))).toBe(false)
  })
})

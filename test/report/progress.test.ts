import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createProgress } from '../../src/report/progress.ts'
import { columnsOf } from '../../src/report/text.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { prefix } from './arbitraries.ts'
import { log } from './fixtures/log.ts'

function shown(events: readonly RunEvent[], isTTY: boolean, columns = 80): readonly string[] {
  const written: string[] = []
  const progress = createProgress({ write: (text) => written.push(text), isTTY, columns, color: isTTY })
  for (const event of events) progress.onEvent(event)
  progress.stop()
  progress.stop()
  return written
}

/** What a terminal shows after what was written: the text after the last clearing of the line. */
const left = (written: readonly string[]): string =>
  stripVTControlCharacters(written.join('').split('\r\u001b[2K').at(-1) ?? '')

describe('progress', () => {
  it('writes one plain line a document where there is no terminal', () => {
    expect(shown(log, false)).toEqual([
      'acme: 1/4 scenarios, 1312 requests, 4 failures, 4.2 s\n',
      'odd & <sons>: 1/1 scenarios, 104 requests, 0 failures, 0.9 s\n',
    ])
  })

  it('says which document was cut short', () => {
    const crash = log.findIndex((event) => event.type === 'scenario-crashed')
    expect(shown(log.slice(0, crash), false)).toEqual([
      'acme: 1/4 scenarios, 203 requests, 3 failures (cut short)\n',
    ])
  })

  it('rewrites one line on a terminal and leaves it empty, wherever the run stops', () => {
    fc.assert(
      fc.property(prefix, fc.integer({ min: 10, max: 120 }), (events, columns) => {
        const written = shown(events, true, columns)
        const text = written.join('')
        expect(text).not.toContain('\n')
        expect(text).not.toContain('\u001b[?25l')
        for (const part of written) expect(columnsOf(part.replace('\r', ''))).toBeLessThan(columns)
        expect(left(written)).toBe('')
      }),
    )
  })

  it('moves with every scenario', () => {
    const status = shown(log, true).map((text) => stripVTControlCharacters(text).trim())
    expect(status).toContain('acme: 0/4 scenarios, 0 requests, 0 failures')
    expect(status).toContain('acme: 1/4 scenarios, 203 requests, 0 failures')
    expect(status).toContain('acme: 1/4 scenarios, 203 requests, 3 failures')
  })
})

import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { terminal } from '../../src/report/terminal.ts'
import { columnsOf } from '../../src/report/text.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { anyText, jumble, logSaying, prefix } from './arbitraries.ts'
import { log } from './fixtures/log.ts'

const render = (events: readonly RunEvent[], width = 80): string =>
  terminal.render(events, { color: false, width })
const isCommand = (line: string): boolean => /^ *(curl|keyproof (?:replay|sweep)) /.test(line)

describe('terminal', () => {
  it('never passes a control character on, whatever a server said', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        // A curl line keeps its line feeds; nothing else of the text reaches the terminal as it is.
        expect(render(logSaying(text)).replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cs}|\p{Bidi_Control}/u)
      }),
    )
  })

  it('never starts a line with a command of a CI service', () => {
    const said = fc
      .array(fc.constantFrom('::error::x', '::add-mask::y', 'word', '##[group]z', '##vso[task]'))
      .map((words) => words.join(' '))
    fc.assert(
      fc.property(said, fc.integer({ min: 40, max: 100 }), (text, width) => {
        expect(render(logSaying(text), width)).not.toMatch(/^\s*::|##\[|##vso\[/m)
      }),
    )
  })

  it('keeps to the width, but for commands and for words that are wider', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 160 }), (width) => {
        const wide = render(log, width)
          .split('\n')
          .filter((line) => columnsOf(line) > width && !isCommand(line))
        expect(wide).toEqual([])
      }),
    )
  })

  it('tells no more than a handful of reasons why rules do not apply, and counts all of them', () => {
    const document: RunEvent[] = log.slice(0, 3)
    const untouched = Array.from({ length: 40 }, (_, index): RunEvent => ({
      type: 'verdict',
      verdict: {
        document: 'acme',
        rule: `rule-${index}`,
        group: 'auth',
        operation: null,
        verdict: 'not-applicable',
        reason: `Reason ${index % 9}.`,
        cases: 0,
      },
    }))
    const [, below = ''] = render([...document, ...untouched], 80).split('\nnot applicable\n')
    const lines = below.split('\n\n')[0]!.split('\n')
    expect(lines).toHaveLength(7)
    const counts = lines.map((line) => Number(/^ +(\d+) {2}/.exec(line)?.[1] ?? 0))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40)
  })

  it('prints every command of a failure whole', () => {
    const lines = render(log, 40)
      .split('\n')
      .map((line) => line.trim())
    for (const event of log) {
      if (
        event.type !== 'finding' ||
        event.finding.level !== 'fail' ||
        event.finding.suppressed !== undefined
      )
        continue
      expect(lines).toContain(event.finding.curl)
      expect(lines).toContain(`keyproof replay ${event.finding.replay}`)
    }
  })

  it('says the same with colours as without', () => {
    fc.assert(
      fc.property(fc.oneof(prefix, jumble), (events) => {
        const colored = terminal.render(events, { color: true, width: 80 })
        expect(stripVTControlCharacters(colored)).toBe(render(events))
      }),
    )
    expect(terminal.render(log, { color: true, width: 80 })).toContain('\u001b[31m')
  })

  it('tells findings that differ in the operation alone once', () => {
    const found = log.find((event) => event.type === 'finding')
    if (found?.type !== 'finding') throw new Error('the fixture has no finding')
    const again = ['GET /a', 'GET /b'].map((operation): RunEvent => ({
      ...found,
      finding: { ...found.finding, operation, fingerprint: operation },
    }))
    const text = render([...log, ...again])
    expect(text).toContain('also at   GET /a, GET /b')
    expect(text.split(found.finding.message)).toHaveLength(2)
  })

  it('does not list what held', () => {
    const held = log.flatMap((event) =>
      event.type === 'verdict' && event.verdict.verdict === 'held' ? [event.verdict.rule] : [],
    )
    const alone = held.filter(
      (rule) =>
        !log.some(
          (event) =>
            event.type === 'verdict' && event.verdict.rule === rule && event.verdict.verdict !== 'held',
        ),
    )
    expect(alone.length).toBeGreaterThan(0)
    for (const rule of alone) expect(render(log)).not.toContain(rule)
  })

  it('mentions the warnings of a run that passes', () => {
    const events = log.filter((event) => event.type !== 'finding' || event.finding.level === 'warn')
    expect(render(events, 200)).toMatch(/^6 held, 3 warnings · /m)
  })

  it.each([
    [0, 'exit 0: no rule is broken at level fail'],
    [1, 'exit 1: rules are broken'],
    [3, 'exit 3: not to be trusted (1 scenario crashed, 2 keys left behind)'],
    [130, 'exit 130: interrupted by SIGINT'],
  ] as const)('ends with the meaning of exit code %i', (exitCode, meaning) => {
    const events = [
      ...log.slice(0, -1),
      { type: 'interrupted', signal: 'SIGINT' },
      { type: 'run-finished', durationMs: 1, exitCode },
    ] as const
    expect(render(events, 200).trimEnd().split('\n').at(-1)).toMatch(/seed 424242 · exit/)
    expect(render(events, 200).trimEnd().endsWith(` · ${meaning}`)).toBe(true)
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { reporters } from '../../src/report/reporters.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { log } from './fixtures/log.ts'
import { expectGolden } from './golden.ts'

const options = { color: false, width: 80 }
const files: Readonly<Record<string, string>> = {
  terminal: 'terminal.txt',
  junit: 'junit.xml',
  json: 'report.json',
  jsonl: 'events.jsonl',
  html: 'report.html',
  sarif: 'report.sarif',
  github: 'github.txt',
  markdown: 'report.md',
}

/** The sentences of the catalogue are not this room's to pin. */
function withoutCatalogue(name: string, text: string): string {
  if (name === 'html')
    return text.replace(
      /(<details><summary>What the rule asks.*?<\/summary>).*?<\/details>/gs,
      '$1</details>',
    )
  if (name !== 'sarif') return text
  const parsed = JSON.parse(text)
  const { driver } = parsed.runs[0].tool
  driver.rules = driver.rules.map((rule: object) => ({ ...rule, ...scrubbed(rule) }))
  return `${JSON.stringify(parsed, null, 2)}\n`
}

function scrubbed(rule: object): object {
  return Object.fromEntries(Object.keys(rule).flatMap((key) => (key === 'id' ? [] : [[key, '…']])))
}

describe('reporters', () => {
  it('has a golden for every reporter', () => {
    expect(Object.keys(reporters).toSorted()).toEqual(Object.keys(files).toSorted())
  })

  it.each(Object.entries(reporters))('%s renders the whole log as its golden', (name, reporter) => {
    expect(reporter.name).toBe(name)
    expectGolden(files[name] ?? '', withoutCatalogue(name, reporter.render(log, options)))
  })

  it.each(Object.values(reporters))(
    '$name renders the log read back from its file byte for byte',
    (reporter) => {
      const written = readFileSync(new URL('golden/events.jsonl', import.meta.url), 'utf8')
      const events = written
        .trimEnd()
        .split('\n')
        .map((line): RunEvent => JSON.parse(line))
      expect(reporter.render(events, options)).toBe(reporter.render(log, options))
    },
  )

  it('terminal says that a run was cut short', () => {
    expectGolden(
      'terminal-interrupted.txt',
      reporters['terminal']?.render(
        [...log.slice(0, 7), { type: 'interrupted', signal: 'SIGINT' }],
        options,
      ) ?? '',
    )
  })

  it('terminal tells every rule that was not judged when it is to', () => {
    expectGolden(
      'terminal-verbose.txt',
      reporters['terminal']?.render(log, { ...options, verbose: true }) ?? '',
    )
  })

  it('terminal says that there was nothing to judge', () => {
    expectGolden('terminal-empty.txt', reporters['terminal']?.render([], options) ?? '')
  })
})

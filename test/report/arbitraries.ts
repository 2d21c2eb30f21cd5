import fc from 'fast-check'
import type { RunEvent } from '../../src/run/events.ts'
import { log } from './fixtures/log.ts'

/** The log up to any point: what a killed run leaves. */
export const prefix: fc.Arbitrary<readonly RunEvent[]> = fc
  .nat({ max: log.length })
  .map((length) => log.slice(0, length))

/** Any events of the log in any order, as damaged or merged logs may hold them. */
export const jumble: fc.Arbitrary<readonly RunEvent[]> = fc.shuffledSubarray([...log])

/** Any text a server might answer with: every code unit, lone surrogates included. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)))
    .map((units) => units.join('')),
  fc.constantFrom(
    ']]>',
    '<script>',
    '\u001b[2J',
    '::error::x',
    '| a |',
    '\u009b31m',
    '--><',
    '%0A',
    '```',
    '</script>',
    '&#1; &lt; &bogus;',
  ),
)

/** The log with every free text in it replaced by the one given. */
export function logSaying(text: string): readonly RunEvent[] {
  return log.map((event): RunEvent => {
    switch (event.type) {
      case 'finding':
        return {
          ...event,
          finding: {
            ...event.finding,
            message: text,
            expected: text,
            received: text,
            story: [text, text],
            because: { quote: text },
            curl: `curl ${text}`,
          },
        }
      case 'verdict':
        return event.verdict.reason === undefined
          ? event
          : { ...event, verdict: { ...event.verdict, reason: text } }
      case 'notice':
      case 'scenario-crashed':
        return { ...event, message: text }
      default:
        return event
    }
  })
}

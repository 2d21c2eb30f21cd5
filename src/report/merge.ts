import { KeyproofError } from '../errors.ts'
import type { RunEvent } from '../run/events.ts'
import type { EventOf } from './log.ts'

/** An event log and the file it was read from. */
export interface NamedLog {
  readonly file: string
  readonly events: readonly RunEvent[]
}

type Start = EventOf<'run-started'>

/**
 * The logs of the parts of one run as one log, in the order of the parts. It says what is missing of it, and does not
 * end like a whole run then. A KeyproofError ('usage') tells why logs are not of one run.
 */
export function mergedLog(logs: readonly NamedLog[]): readonly RunEvent[] {
  const starts = logs.flatMap(({ file, events }) =>
    events.flatMap((event) => (event.type === 'run-started' ? [{ file, start: event }] : [])),
  )
  const [first] = starts
  if (first === undefined) return []
  for (const other of starts) checkAlike(first, other)
  const [whole, again] = starts.filter(({ start }) => start.shard === undefined)
  if (whole !== undefined && again !== undefined)
    throw notOne(
      `${whole.file} and ${again.file} each tell of a whole run.`,
      'Give one of them, or the logs of the parts of one run.',
    )
  const parts = new Map<number, string>()
  for (const { file, start } of starts) {
    const { index } = start.shard ?? {}
    const known = index === undefined ? undefined : parts.get(index)
    if (known !== undefined)
      throw notOne(`Part ${index} of the run is both in ${known} and in ${file}.`, 'Give each log once.')
    if (index !== undefined) parts.set(index, file)
  }
  const partOf = ({ events }: NamedLog): number => (events[0] as Start).shard?.index ?? 0
  return [
    ...logs
      .toSorted((one, other) => partOf(one) - partOf(other))
      .flatMap((log) => [...log.events, ...cutOff(log)]),
    ...missing(first.start, parts),
  ]
}

function checkAlike(
  one: { readonly file: string; readonly start: Start },
  other: { readonly file: string; readonly start: Start },
): void {
  const facts = ({ version, seed, profile, shard }: Start): Readonly<Record<string, string>> => ({
    'the version of keyproof': version,
    'the seed': String(seed),
    'the profile': profile,
    'the number of parts': String(shard?.of ?? 1),
  })
  const [ours, theirs] = [facts(one.start), facts(other.start)]
  for (const [name, value] of Object.entries(ours))
    if (theirs[name] !== value)
      throw notOne(
        `These are logs of different runs: ${name} is ${value} in ${one.file} and ${theirs[name]} in ${other.file}.`,
        'Merge the parts of one run: the same command on every machine, but for --shard.',
      )
}

/** What is to be said of a log that ends before its run did. */
function cutOff({ file, events }: NamedLog): readonly RunEvent[] {
  const count = (type: RunEvent['type']): number => events.filter((event) => event.type === type).length
  return count('run-finished') >= count('run-started')
    ? []
    : [notice(`The log ${file} ends before its run did.`, 'Run that part again.')]
}

/** The parts that no log tells of, as runs that were begun and never ended. */
function missing(first: Start, parts: ReadonlyMap<number, string>): readonly RunEvent[] {
  const { of } = first.shard ?? { of: 0 }
  const lacking = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !parts.has(index))
  return lacking.flatMap((index) => [
    { ...first, shard: { index, of } },
    notice(
      `Part ${index} of ${of} of the run is missing.`,
      `Give its log too, or run it: --shard ${index}/${of}`,
    ),
  ])
}

function notice(message: string, hint: string): EventOf<'notice'> {
  return { type: 'notice', document: null, severity: 'error', message, hint }
}

function notOne(message: string, hint: string): KeyproofError {
  return new KeyproofError('usage', message, hint)
}

import { KeyproofError } from '../errors.ts'
import type { RunEvent } from '../run/events.ts'

const types: Readonly<Record<RunEvent['type'], true>> = {
  'run-started': true,
  'document-started': true,
  notice: true,
  'scenario-finished': true,
  'scenario-crashed': true,
  verdict: true,
  finding: true,
  'document-finished': true,
  interrupted: true,
  'run-finished': true,
}

/** Reads an event log as the reporter `jsonl` writes it; a KeyproofError ('usage') names the line that is none of its. */
export function eventsIn(text: string, file: string): readonly RunEvent[] {
  const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }))
  const events = lines
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => eventIn(line, `${file}:${number}`))
  const [first] = events
  if (first?.type !== 'run-started') throw noLog(`${file} does not begin with the start of a run.`)
  if (first.schema !== 'keyproof.events/1')
    throw noLog(`${file} is written in ${String(first.schema)}, which this keyproof cannot read.`)
  return events
}

function eventIn(line: string, place: string): RunEvent {
  let event: unknown
  try {
    event = JSON.parse(line)
  } catch {
    throw noLog(`${place} is no JSON.`)
  }
  const type: unknown =
    typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined
  if (typeof type !== 'string' || !Object.hasOwn(types, type)) throw noLog(`${place} is no event of a run.`)
  return event as RunEvent
}

function noLog(message: string): KeyproofError {
  return new KeyproofError(
    'usage',
    message,
    'Give a log that keyproof run --reporter jsonl=FILE has written.',
  )
}

import picocolors from 'picocolors'
import type { DocumentSummary, RunEvent } from '../run/events.ts'
import { fails } from './log.ts'
import { columnsOf, counted, inert, visible } from './text.ts'

/** Where progress is shown. */
export interface ProgressOptions {
  readonly write: (text: string) => void
  readonly isTTY: boolean
  /** Width of the terminal; ignored where there is none. */
  readonly columns: number
  readonly color: boolean
}

/** Shows how far a run has come while it runs. */
export interface Progress {
  readonly onEvent: (event: RunEvent) => void
  /** Writes a line that stays, above the status line. */
  readonly say: (text: string) => void
  /** Clears the status line, or ends the line of a document that was cut short. May be called twice. */
  readonly stop: () => void
}

interface Current {
  readonly summary: DocumentSummary
  readonly units: number
  readonly ended: number
  readonly requests: number
  readonly broken: number
}

const clear = '\r\u001b[2K'

/**
 * Progress of a run: on a terminal one status line that is written over, elsewhere one plain line a
 * document. It moves with the events alone, so it holds no timer, and it never hides the cursor.
 */
export function createProgress({ write, isTTY, columns, color }: ProgressOptions): Progress {
  const colors = picocolors.createColors(color)
  let current: Current | null = null
  let shown = ''

  const show = (now: Current): void => {
    if (!isTTY) return
    const line = fitted(describe(now), columns - 1)
    if (line === shown) return
    shown = line
    write(clear + (now.broken > 0 ? colors.red(line) : colors.dim(line)))
  }

  const end = (note: string): void => {
    if (current === null) return
    if (isTTY) write(clear)
    else write(`${describe(current)}${note}\n`)
    current = null
    shown = ''
  }

  return {
    onEvent: (event) => {
      if (event.type === 'document-started') {
        end(' (cut short)')
        current = { summary: event.document, units: event.units, ended: 0, requests: 0, broken: 0 }
      } else if (event.type === 'document-finished') {
        if (current !== null) current = { ...current, requests: event.requests }
        end(`, ${(event.durationMs / 1000).toFixed(1)} s`)
      } else if (current !== null) current = advance(current, event)
      if (current !== null) show(current)
    },
    say: (text) => {
      write(`${isTTY && shown !== '' ? clear : ''}${text}\n`)
      shown = ''
      if (current !== null) show(current)
    },
    stop: () => end(' (cut short)'),
  }
}

function advance(now: Current, event: RunEvent): Current {
  switch (event.type) {
    case 'scenario-finished':
      return { ...now, ended: now.ended + 1, requests: now.requests + event.requests }
    case 'scenario-crashed':
      return { ...now, broken: now.broken + 1 }
    case 'finding':
      return fails(event.finding) ? { ...now, broken: now.broken + 1 } : now
    default:
      return now
  }
}

function describe({ summary, units, ended, requests, broken }: Current): string {
  const figures = `${ended}/${units} scenarios, ${counted(requests, 'request')}, ${counted(broken, 'failure')}`
  return inert(visible(`${summary.name}: ${figures}`))
}

function fitted(text: string, columns: number): string {
  let line = ''
  for (const char of text) {
    if (columnsOf(line + char) > columns) break
    line += char
  }
  return line
}

import { counted } from '../report/text.ts'
import type { Standing } from '../run/run.ts'

/** Listens for the signals that end a run. */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal
  /** Told of what is under way, so that it can be said what is left of it. */
  readonly watch: (standing: Standing) => void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * The first signal ends the run in good order, a second one at once. Either says so before anything else happens:
 * `say` writes a line to the console.
 */
export function listenForInterrupt(say: (text: string) => void): Interrupt {
  const controller = new AbortController()
  let watched: Standing | null = null
  const onSignal = (signal: (typeof signals)[number]): void => {
    const keys = watched?.keys() ?? 0
    if (!controller.signal.aborted) {
      const again = signal === 'SIGINT' ? 'press again' : 'send it again'
      say(
        keys === 0
          ? `interrupted; ending the run (${again} to quit now)`
          : `interrupted; revoking ${counted(keys, 'key')} (${again} to quit now; keyproof sweep revokes what is left)`,
      )
      controller.abort(signal)
      return
    }
    say(
      keys === 0
        ? 'quit; no key is left'
        : `quit; ${counted(keys, 'key')} may be left on the target. To revoke what is left:\n  keyproof sweep${watched?.sweep === undefined ? '' : ` ${watched.sweep}`}`,
    )
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    signal: controller.signal,
    watch: (standing) => {
      watched = standing
    },
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}

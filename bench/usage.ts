import { runInNewContext } from 'node:vm'
import { setFlagsFromString } from 'node:v8'

/** What a process has used, as it reports it itself. */
export interface Usage {
  /** Processor time since its start in microseconds, that of the system for it included. */
  readonly cpu: number
  /** Bytes in use on its heap, garbage collected before. */
  readonly heap: number
}

// Loaded into each server before its own code: whoever sends anything is told.
process.on('message', (wish) => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: user + system, heap: wish === 'heap' ? heap() : 0 } satisfies Usage)
})
process.on('disconnect', () => process.exit(0))

function heap(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

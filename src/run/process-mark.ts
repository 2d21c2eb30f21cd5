import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** Tells a process from all others, those that get its number later included. */
export interface ProcessMark {
  readonly host: string
  readonly pid: number
  /** When it started, in a form that only this system compares; empty where it does not tell. */
  readonly born: string
}

/** The mark of this process. */
export function ownMark(): ProcessMark {
  return { host: hostname(), pid: process.pid, born: birth(process.pid) ?? '' }
}

/** Whether the process still runs, as far as can be told from here. */
export function stillRuns(mark: ProcessMark): boolean {
  if (mark.host !== hostname()) return false
  try {
    process.kill(mark.pid, 0)
  } catch {
    return false
  }
  return mark.born === '' || birth(mark.pid) === mark.born
}

/** Boot and start time of a process, where the system has /proc; null for one that is gone or only waits to be collected. */
function birth(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`
  } catch {
    return null
  }
}

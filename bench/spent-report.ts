import { writeSync } from 'node:fs'
import type { Spent } from './spent.ts'

// Loaded into each process before its own code: whoever started it is told at the end what it used.
process.once('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const spent: Spent = {
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    elapsed: performance.now() / 1e3,
    peak: maxRSS / 1024,
  }
  writeSync(3, JSON.stringify(spent))
})

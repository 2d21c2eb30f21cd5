import { faultsOf } from './faults.ts'

// What none of the five vendors has: two ways to authenticate, and an operation open to all.
await faultsOf('test/run/documents/alternatives.yaml')

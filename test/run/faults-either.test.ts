import { faultsOf } from './faults.ts'

// A second way in by a cookie, a list that is a bare array, and a secret of a given pattern.
await faultsOf('test/run/documents/either.yaml')

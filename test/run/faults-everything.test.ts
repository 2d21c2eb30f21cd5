import { faultsOf } from './faults.ts'

// Pairs of credentials, scopes, updates, rotation and more in one shape, so that none hangs on one vendor alone.
await faultsOf('test/run/documents/everything.yaml')

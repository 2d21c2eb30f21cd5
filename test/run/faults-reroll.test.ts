import { faultsOf } from './faults.ts'

// Rotation of keys that have scopes, an owner and an end, which no vendor documents.
await faultsOf('test/run/documents/reroll.yaml')

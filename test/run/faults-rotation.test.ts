import { faultsOf } from './faults.ts'

// Rotation and idempotency keys, which no vendor documents.
await faultsOf('test/run/documents/rotation.yaml')

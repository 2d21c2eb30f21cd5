import { faultsOf } from './faults.ts'

// A rotation that answers with the new secret alone, and a list whose first page is 0.
await faultsOf('test/run/documents/rolled.yaml')

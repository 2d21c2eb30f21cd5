import { faultsOf } from './faults.ts'

await faultsOf('specs/lumino/openapi.yaml')

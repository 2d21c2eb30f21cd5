import { faultsOf } from './faults.ts'

await faultsOf('specs/vued/openapi.yaml')

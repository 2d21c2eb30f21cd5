import { faultsOf } from './faults.ts'

await faultsOf('specs/autocalls/openapi.yaml')

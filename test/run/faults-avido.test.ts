import { faultsOf } from './faults.ts'

await faultsOf('specs/avido/openapi.yaml')

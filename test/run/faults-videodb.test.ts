import { faultsOf } from './faults.ts'

await faultsOf('specs/videodb/openapi.yaml')

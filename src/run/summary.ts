import type { Contract } from '../contract/types.ts'
import type { DocumentSummary } from './events.ts'

/** A contract as reports show it. */
export function summaryOf(contract: Contract): DocumentSummary {
  return {
    name: contract.name,
    source: contract.source,
    openapi: contract.version,
    operations: contract.operations.length,
    keyResources: contract.keyResources.map((resource) => ({
      label: resource.label,
      confidence: resource.confidence,
      roles: Object.fromEntries(
        Object.entries(resource.roles).map(([role, binding]) => [role, binding.operation]),
      ),
      secret: resource.secret.pointer,
      reveal: resource.secret.reveal,
    })),
  }
}

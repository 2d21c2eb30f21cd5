import { loadContract } from '../../src/contract/load.ts'
import type { Contract } from '../../src/contract/types.ts'
import type { Fault } from '../../src/mock/fault.ts'
import { faults } from '../../src/mock/faults/index.ts'

/** The documents of the vendors, on which every fault is planted that can show. */
export const vendorDocuments: readonly string[] = ['videodb', 'autocalls', 'lumino', 'vued', 'avido'].map(
  (vendor) => `specs/${vendor}/openapi.yaml`,
)

/** Documents of our own, for the faults that fewer than two vendors can show. */
export const otherDocuments: readonly string[] = [
  'alternatives',
  'either',
  'rotation',
  'reroll',
  'rolled',
  'everything',
].map((name) => `test/run/documents/${name}.yaml`)

const vendors = await Promise.all(vendorDocuments.map((document) => loadContract(document)))

/**
 * Whether a run on this document judges every rule where the fault is planted, as on one of those that show it: the
 * others show that it is found by its own rule in other shapes too.
 */
export function judgedWhole(fault: Fault, document: string): boolean {
  const showing = vendorDocuments.filter((_, index) => fault.appliesTo(vendors[index]!) === true)
  // Another one for every fault, so that each document has its part.
  return !showing.includes(document) || showing[faults.indexOf(fault) % showing.length] === document
}

/** The faults that are planted on the mock of a document. */
export function plantedOn(contract: Contract, document: string): readonly Fault[] {
  const shows = (fault: Fault, on: Contract): boolean => fault.appliesTo(on) === true
  const everywhere = vendorDocuments.includes(document)
  return faults.filter(
    (fault) =>
      shows(fault, contract) && (everywhere || vendors.filter((vendor) => shows(fault, vendor)).length < 2),
  )
}

import { operationByKey } from '../contract/lookup.ts'
import { valueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue } from '../contract/types.ts'
import { ordinaryInput } from './ordinary.ts'

/** How a run names its keys: every name begins with its mark. */
export interface Naming {
  readonly mark: string
  /** The name of the so-manieth key of a case. */
  readonly nameOf: (label: string, count: number) => string
}

/** What stands between the parts of a name, and for the dots within one. */
interface Joint {
  readonly between: string
  readonly dot: string
}

const usual: Joint = { between: '-', dot: '.' }
/** From the most readable to what even a pattern for letters and digits alone lets through. */
const joints: readonly Joint[] = [
  usual,
  { between: '-', dot: '-' },
  { between: '_', dot: '_' },
  { between: 'x', dot: 'x' },
]

/** Begins the names of every run's keys. */
export const anyMark: RegExp = /^keyproof([-_x])[\da-f]{8}\1/

function namingBy({ between, dot }: Joint, run: string): Naming {
  const mark = `keyproof${between}${run}${between}`
  return {
    mark,
    nameOf: (label, count) =>
      `${mark}${label.replaceAll('-', between).replaceAll('.', dot)}${between}${count}`,
  }
}

/** The naming of a run, of which eight hexadecimal digits are given, in the first form that fits what the document says of names of keys. */
export function namingFor(
  contract: Contract,
  parameters: Readonly<Record<string, JsonValue>>,
  run: string,
): Naming {
  const fits = (joint: Joint): boolean => {
    const name = namingBy(joint, run).nameOf('10.10.e2', 1)
    return contract.keyResources.every((resource) => {
      const create = operationByKey(contract, resource.roles.create?.operation ?? '')
      if (create === undefined || resource.nameInRequest === null) return true
      const { body } = ordinaryInput(contract, create, { parameters, resource, name })
      return body === undefined || !('value' in body) || valueAt(body.value, resource.nameInRequest) === name
    })
  }
  return namingBy(joints.find(fits) ?? usual, run)
}

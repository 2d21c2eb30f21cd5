import type { Applicability, Subject } from './scenario.ts'

/** Whether the keys of a subject can be rotated, to see what becomes of them. */
export function rotates({ resource, stateful }: Pick<Subject, 'resource' | 'stateful'>): Applicability {
  if (resource === null) return 'The document has no key resource.'
  if (resource.roles.rotate === undefined) return 'The document has no operation that rotates a key.'
  return stateful || 'The target keeps no state, so nothing is ever rotated on it.'
}

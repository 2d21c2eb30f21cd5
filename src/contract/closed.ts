import { isObject, member } from './json.ts'

/**
 * The closed branches of an `allOf` (`additionalProperties: false`) that forbid what another branch requires, by index:
 * no value meets them all. What is meant is one object that has the members of all branches.
 */
export function shuttingOut(branches: readonly unknown[]): ReadonlySet<number> {
  const found = new Set<number>()
  branches.forEach((branch, index) => {
    if (member(branch, 'additionalProperties') !== false || member(branch, 'patternProperties') !== undefined)
      return
    const own = member(branch, 'properties')
    const named = new Set(isObject(own) ? Object.keys(own) : [])
    const others = branches.filter((_, other) => other !== index)
    const wanted = others.flatMap((other) => {
      const required = member(other, 'required')
      return Array.isArray(required) ? (required as unknown[]).filter((name) => typeof name === 'string') : []
    })
    if (wanted.some((name) => !named.has(name))) found.add(index)
  })
  return found
}

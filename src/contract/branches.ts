import type { ErrorObject } from 'ajv/dist/2020.js'

import { percentDecoded } from '../http/uri.ts'
import { isObject, text } from './json.ts'
import { valueAt } from './pointer.ts'
import type { JsonSchema } from './types.ts'

/**
 * The errors with those of `oneOf` and `anyOf` thinned out: a failed alternative is reported by itself and by
 * the errors of the branch that came nearest; where several branches match, by itself alone.
 */
export function compacted(errors: readonly ErrorObject[], schema: JsonSchema): readonly ErrorObject[] {
  let kept = [...errors]
  for (const error of errors) {
    if ((error.keyword !== 'oneOf' && error.keyword !== 'anyOf') || !kept.includes(error)) continue
    const branches: readonly unknown[] = Array.isArray(error.schema) ? error.schema : []
    // ajv reports branches before the keyword that holds them.
    const inside = kept
      .slice(0, kept.indexOf(error))
      .filter((candidate) => under(candidate, error.instancePath))
    const byBranch = branches.map((branch) => {
      const parts = partsOf(branch, schema)
      return inside.filter(({ parentSchema }) => parts.has(parentSchema))
    })
    const several = (error.params as { passingSchemas?: unknown }).passingSchemas !== null
    const nearest = error.keyword === 'oneOf' && several ? [] : nearestOf(byBranch, error)
    const dropped = new Set(byBranch.flat())
    kept = kept.filter((candidate) => !dropped.has(candidate) || nearest.includes(candidate))
  }
  return kept
}

function under(error: ErrorObject, instancePath: string): boolean {
  return error.instancePath === instancePath || error.instancePath.startsWith(`${instancePath}/`)
}

/** The branch that got past the kind of value and its constants, if any; among equals the one with fewest errors. */
function nearestOf(branches: readonly ErrorObject[][], alternative: ErrorObject): readonly ErrorObject[] {
  const rank = (errors: readonly ErrorObject[]): number => {
    const otherKind = errors.some(
      ({ keyword, instancePath }) => keyword === 'type' && instancePath === alternative.instancePath,
    )
    const otherConstant = errors.some(({ keyword }) => keyword === 'const' || keyword === 'enum')
    return (otherKind ? 2e6 : otherConstant ? 1e6 : 0) + errors.length
  }
  const failed = branches.filter((errors) => errors.length > 0)
  return failed.toSorted((left, right) => rank(left) - rank(right))[0] ?? []
}

/** Every schema object of a branch, and of all it refers to. */
function partsOf(branch: unknown, root: JsonSchema): ReadonlySet<unknown> {
  const parts = new Set<unknown>()
  const gather = (value: unknown): void => {
    if (parts.has(value)) return
    if (Array.isArray(value)) return value.forEach(gather)
    if (!isObject(value)) return
    parts.add(value)
    const reference = text(value, '$ref')
    if (reference !== undefined) gather(valueAt(root, percentDecoded(reference.slice(1))))
    Object.values(value).forEach(gather)
  }
  gather(branch)
  return parts
}

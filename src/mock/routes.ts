import type { Contract, Operation } from '../contract/types.ts'
import type { Answer } from './call.ts'
import { problem } from './refusals.ts'
import type { Match } from './router.ts'
import { createRouter, templateNames, templateShape } from './router.ts'
import type { ServedOperation } from './serve.ts'

const none: Readonly<Record<string, string>> = Object.freeze({})

/** Where a request leads: to an operation, or to the answer that there is none. */
export type Found =
  | { readonly served: ServedOperation; readonly pathValues: Readonly<Record<string, string>> }
  | { readonly answer: Answer }

/** Finds the operation of a request; `choose` may take it for one of another of the allowed methods. */
export type Routes = (method: string, path: string, choose: (allowed: readonly string[]) => string) => Found

interface Path {
  readonly methods: Map<string, { readonly operation: Operation; readonly names: readonly string[] }>
  readonly allowed: string[]
}

/** Prepares the routes of a document, at the root and under every base path of its servers. */
export function createRoutes(contract: Contract, serve: (operation: Operation) => ServedOperation): Routes {
  const paths = pathsOf(contract)
  const router = createRouter([...paths])
  // A template without parameters wins over all others, and is found without being taken apart.
  const literal = new Map(
    [...paths].flatMap(([template, leaf]) =>
      template.includes('{') ? [] : [[template, { leaf, values: [] }] as const],
    ),
  )
  const bases = basePaths(contract)
  const ready = new Map<string, ServedOperation>()
  const find = (path: string, suits: (leaf: Path) => boolean): Match<Path> | undefined => {
    const plain = literal.get(path)
    const atRoot = plain !== undefined && suits(plain.leaf) ? plain : router(path, suits)
    if (atRoot !== undefined) return atRoot
    for (const base of bases) {
      if (!path.startsWith(`${base}/`)) continue
      const found = router(path.slice(base.length), suits)
      if (found !== undefined) return found
    }
    return undefined
  }
  return (asked, path, choose) => {
    // Of templates that fit the same path, one that has the method is meant before one that is more exact.
    const match = find(path, ({ allowed }) => allowed.includes(asked)) ?? find(path, () => true)
    if (match === undefined) return { answer: problem(404, { message: 'The document has no such path.' }) }
    const { methods, allowed } = match.leaf
    const chosen = choose(allowed)
    const method = chosen === 'HEAD' && !methods.has('HEAD') ? 'GET' : chosen
    const entry = methods.get(method)
    if (entry === undefined) {
      const headers = { allow: allowed.join(', ') }
      if (asked === 'OPTIONS') return { answer: { status: 204, headers } }
      return { answer: problem(405, { message: 'The document has no such method for this path.', headers }) }
    }
    const { operation, names } = entry
    const served = ready.get(operation.key) ?? serve(operation)
    ready.set(operation.key, served)
    const pathValues =
      names.length === 0 ? none : Object.fromEntries(names.map((name, index) => [name, match.values[index]!]))
    return { served, pathValues }
  }
}

function pathsOf(contract: Contract): Map<string, Path> {
  const paths = new Map<string, Path>()
  for (const operation of contract.operations) {
    const shape = templateShape(operation.path)
    const path = paths.get(shape) ?? { methods: new Map(), allowed: [] }
    if (!path.methods.has(operation.method))
      path.methods.set(operation.method, { operation, names: templateNames(operation.path) })
    paths.set(shape, path)
  }
  for (const { methods, allowed } of paths.values()) {
    allowed.push(...methods.keys())
    if (methods.has('GET') && !methods.has('HEAD')) allowed.push('HEAD')
    if (!methods.has('OPTIONS')) allowed.push('OPTIONS')
  }
  // The router tells parameters by braces around a name.
  return new Map([...paths].map(([shape, path]) => [shape.replaceAll('{}', '{value}'), path]))
}

/** The paths that servers put before every operation, the longest first. */
function basePaths({ servers }: Contract): readonly string[] {
  const bases = servers.flatMap((server) => {
    const path = URL.parse(server, 'http://localhost')?.pathname.replace(/\/+$/, '') ?? ''
    return path === '' ? [] : [path]
  })
  return [...new Set(bases)].toSorted((one, other) => other.length - one.length)
}

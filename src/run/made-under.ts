import { onceFor } from '../contract/memo.ts'
import type { JsonValue, Operation } from '../contract/types.ts'
import type { Exchange } from '../http/exchange.ts'

interface Template {
  readonly names: readonly string[]
  readonly pattern: RegExp
}

const templateOf = onceFor(({ path }: Operation): Template => {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!)
  const fixed = path.split(/\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return { names, pattern: new RegExp(`^${fixed.join('([^/?]*)')}(?:\\?|$)`) }
})

/**
 * The values of the path that a key was made under, by the names of the parameters: a server that takes any organization
 * makes keys where the account's own one does not lead.
 */
export function madeUnder(
  create: Operation,
  { request: { path } }: Pick<Exchange, 'request'>,
): Readonly<Record<string, JsonValue>> {
  const { names, pattern } = templateOf(create)
  const [, ...values] = pattern.exec(path) ?? []
  try {
    return Object.fromEntries(values.map((value, index) => [names[index]!, decodeURIComponent(value)]))
  } catch {
    return {}
  }
}

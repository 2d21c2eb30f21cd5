import { schemesUsed } from '../contract/lookup.ts'
import { bareCredential } from '../generate/credentials.ts'
import type { Contract, SecurityScheme } from '../contract/types.ts'
import type { HeaderLine } from '../http/exchange.ts'
import { cookiesIn } from '../http/fields.ts'
import type { Target } from '../target/types.ts'
import { textOf } from './text-of.ts'
import type { RunOptions } from './options.ts'

/** What the user gave to get in with. */
export type Access = Pick<RunOptions, 'credentials' | 'headers' | 'parameters' | 'principals'>

/**
 * The options with what this document and target make of the user's access: a header that carries a security scheme is
 * its credential, since a request without one could not be made otherwise; and a target that ends with the run has
 * accounts of its own.
 */
export function withAccess<Options extends Access>(
  contract: Contract,
  target: Pick<Target, 'ephemeral' | 'parameters'>,
  options: Options,
): Options {
  const { rest, found } = schemesInHeaders(contract, options.headers)
  const { ephemeral } = target
  const { credentials, parameters } = schemesInParameters(contract, options.parameters)
  return {
    ...options,
    headers: rest,
    credentials: ephemeral ? {} : { ...found, ...credentials, ...options.credentials },
    parameters: ephemeral ? { ...parameters, ...target.parameters } : parameters,
    ...(ephemeral ? { principals: [] } : {}),
  }
}

/** Names of the security schemes that headers of the user carry. */
export function carriedBy(contract: Contract, headers: readonly HeaderLine[]): readonly string[] {
  return Object.keys(schemesInHeaders(contract, headers).found)
}

/** Parameters by the name of a header that the document makes a scheme of are credentials; the others are not. */
function schemesInParameters(
  contract: Contract,
  all: Access['parameters'],
): Pick<Access, 'credentials' | 'parameters'> {
  const declared = new Set(
    contract.operations.flatMap(({ parameters }) => parameters.map(({ name }) => name)),
  )
  const carries = (name: string): boolean =>
    contract.securitySchemes[name]?.assumed === true && !declared.has(name)
  const [credentials, parameters] = [true, false].map((wanted) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => carries(name) === wanted)),
  )
  return {
    credentials: Object.fromEntries(
      Object.entries(credentials!).flatMap(([name, value]) => {
        const credential = textOf(value)
        return credential === null ? [] : [[name, credential]]
      }),
    ),
    parameters: parameters!,
  }
}

interface Sorted {
  /** Values by the name of the scheme. */
  readonly found: Readonly<Record<string, string>>
  /** Headers that carry none. */
  readonly rest: readonly HeaderLine[]
}

function schemesInHeaders(contract: Contract, headers: readonly HeaderLine[]): Sorted {
  const schemes = schemesUsed(contract)
  const found: Record<string, string> = {}
  const rest = headers.flatMap(([name, value]): HeaderLine[] => {
    const carried = schemes.flatMap((scheme) => {
      const credential = credentialIn(scheme, name, value)
      return credential === null || credential === '' ? [] : [[scheme.name, credential] as const]
    })
    Object.assign(found, Object.fromEntries(carried))
    if (name.toLowerCase() !== 'cookie') return carried.length === 0 ? [[name, value]] : []
    const left = cookiesIn(value).filter(
      ([cookie]) => !schemes.some((scheme) => scheme.kind === 'apiKey' && isCookie(scheme, cookie)),
    )
    return left.length === 0 ? [] : [[name, left.map(([cookie, text]) => `${cookie}=${text}`).join('; ')]]
  })
  return { found, rest }
}

/** The credential for a scheme that a header holds; null where it holds none. */
function credentialIn(scheme: SecurityScheme, name: string, value: string): string | null {
  const field = name.toLowerCase()
  if (scheme.kind === 'mutualTLS') return null
  if (scheme.kind !== 'apiKey') {
    const bare = bareCredential(scheme, value.trim())
    return field === 'authorization' && bare !== value.trim() ? bare : null
  }
  if (scheme.in === 'header')
    return field === scheme.parameter.toLowerCase() ? bareCredential(scheme, value) : null
  if (scheme.in !== 'cookie' || field !== 'cookie') return null
  return cookiesIn(value).find(([cookie]) => isCookie(scheme, cookie))?.[1] ?? null
}

function isCookie(
  scheme: { readonly in: 'header' | 'query' | 'cookie'; readonly parameter: string },
  cookie: string,
): boolean {
  return scheme.in === 'cookie' && scheme.parameter === cookie
}

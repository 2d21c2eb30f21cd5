import { fileURLToPath } from 'node:url'

import { isUrl, readText } from './sources.ts'
import type { ReadOptions } from './sources.ts'

/**
 * The texts of files by their addresses (`file:` or http(s) URLs), read at the same time through the reference
 * resolver; an Error in place of a text that cannot be read. `nameOf` is how errors speak of a file.
 */
export async function readFiles(
  addresses: readonly string[],
  base: string,
  nameOf: (address: string) => string,
  options: ReadOptions,
): Promise<ReadonlyMap<string, string | Error>> {
  if (addresses.length === 0) return new Map()
  // Loaded here because few documents need it.
  const { $RefParser, JSONParserErrorGroup } = await import('@apidevtools/json-schema-ref-parser')
  const parser = new $RefParser()
  const reader = {
    canRead: true,
    read: ({ url }: { readonly url: string }) =>
      readText(isUrl(url) ? url : fileURLToPath(url), nameOf(url), options),
  }
  // Every `$ref` member is a reference to the resolver, those in examples and extensions too, and one it cannot
  // make out ends it. So it is given references that are known to be some, and hands back texts, which it does
  // not search. Its own parsers would also lose duplicate keys and stumble over keys that are numbers.
  const references = Object.fromEntries(addresses.map(($ref, index) => [index, { $ref }]))
  try {
    await parser.resolve(base, references, {
      continueOnError: true,
      resolve: { file: false, http: false, reader },
      parse: { json: false, yaml: false, binary: false, text: { canParse: true } },
    })
  } catch (error) {
    // What went wrong with a file stands in the place of its text.
    if (!(error instanceof JSONParserErrorGroup)) throw error
  }
  const texts: Readonly<Record<string, unknown>> = { ...parser.$refs.values() }
  return new Map<string, string | Error>(
    addresses.map((address) => {
      const text = texts[address]
      if (typeof text === 'string') return [address, text]
      const cause = text instanceof Error ? (text.cause ?? text) : undefined
      if (cause instanceof Error && !(cause instanceof URIError)) return [address, cause]
      return [address, new Error(`${nameOf(address)} cannot be read.`)]
    }),
  )
}

import { pointerTokens } from '../contract/pointer.ts'
import { responseFor } from '../contract/lookup.ts'
import type { Contract, MediaType, Operation } from '../contract/types.ts'
import type { Answer } from './call.ts'
import { problem } from './refusals.ts'
import { shapeOf, successOf } from './shapes.ts'

/** Answers as a `Prefer` header asks (RFC 7240): `code=404`, `example=name`; undefined when it asks for neither. */
export function preferred(
  contract: Contract,
  operation: Operation,
  prefer: string,
  seed: number,
): Answer | undefined {
  const wishes = new Map(
    prefer.split(/[,;]/).flatMap((part) => {
      const [name, value] = part.split('=', 2)
      return value === undefined
        ? []
        : [[name!.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')] as const]
    }),
  )
  const code = wishes.get('code')
  const example = wishes.get('example')
  if (code === undefined && example === undefined) return undefined
  if (code !== undefined && !/^[1-5]\d\d$/.test(code))
    return problem(400, { message: 'Prefer asks for a code that is no HTTP status.' })
  const chosen =
    code === undefined
      ? successOf(operation, false)
      : { status: Number(code), response: responseFor(operation, Number(code)) }
  // An informational status is not an answer that could be sent.
  if (chosen.response === undefined || chosen.status < 200)
    return problem(404, { message: 'The document has no response of the status that Prefer asks for.' })
  const applied = [
    ...(code === undefined ? [] : [`code=${code}`]),
    ...(example === undefined ? [] : [`example=${example.replaceAll(/[^\w.-]/g, '')}`]),
  ].join(', ')
  const headers = { 'preference-applied': applied }
  if (example !== undefined)
    return exampleNamed(example, Object.entries(chosen.response.content), chosen.status, headers)
  const shape = shapeOf(contract, chosen.response, seed)
  if (shape === undefined) return { status: chosen.status, headers }
  return {
    status: chosen.status,
    headers: { ...headers, 'content-type': shape.mediaType },
    body: shape.model,
  }
}

function exampleNamed(
  name: string,
  content: readonly (readonly [string, MediaType])[],
  status: number,
  headers: Answer['headers'],
): Answer {
  for (const [mediaType, { examples }] of content) {
    const found = examples.find(
      ({ pointer }) => pointerTokens(pointer).at(-1) === name || pointerTokens(pointer).at(-2) === name,
    )
    if (found !== undefined)
      return { status, headers: { ...headers, 'content-type': mediaType }, body: found.value }
  }
  return problem(404, { message: 'The document has no example of the name that Prefer asks for.' })
}

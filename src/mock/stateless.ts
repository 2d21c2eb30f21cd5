import { isJson } from '../contract/lookup.ts'
import type { Operation } from '../contract/types.ts'
import type { Answer } from './call.ts'
import type { Host } from './host.ts'
import type { Handler } from './finding.ts'
import { shapeOfMedia, successOf } from './shapes.ts'
import { negotiate } from './negotiate.ts'

/** Prepares an operation that has nothing to do with keys: its documented example, or one made from its schema. */
export function statelessHandler({ contract, seed }: Host, operation: Operation): Handler {
  const { status, response } = successOf(operation, operation.method === 'POST')
  const types = Object.keys(response?.content ?? {})
  const answers = new Map<string, Answer>()
  const answerIn = (type: string | undefined): Answer => {
    if (type === undefined) return { status, headers: {} }
    const shape = shapeOfMedia(contract, type, response!.content[type]!, seed)
    const text = typeof shape.model === 'string' && !isJson(type) ? shape.model : JSON.stringify(shape.model)
    return { status, headers: { 'content-type': shape.mediaType }, body: shape.model, text }
  }
  return (call) => {
    const type = types.length < 2 ? types[0] : negotiate(call.request.headers.accept, types)
    const known = answers.get(type ?? '')
    if (known !== undefined) return known
    const fresh = answerIn(type)
    answers.set(type ?? '', fresh)
    return fresh
  }
}

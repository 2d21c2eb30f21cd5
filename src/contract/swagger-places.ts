import type { Lines } from './lines.ts'

const componentFolders: Readonly<Record<string, readonly string[]>> = {
  schemas: ['definitions'],
  securitySchemes: ['securityDefinitions'],
  parameters: ['parameters'],
  requestBodies: ['parameters'],
  responses: ['responses'],
}

/** The reference tokens under which a Swagger 2.0 text has what the upgraded document has at the given ones. */
export function swaggerTokens(tokens: readonly string[], text: Lines): readonly string[] {
  const [first = '', second = '', ...rest] = tokens
  if (first === 'components') {
    const folder = componentFolders[second]
    return folder === undefined ? [] : [...folder, ...withoutContent(rest, second)]
  }
  if (first === 'servers') return text.text(['host']) === undefined ? ['basePath'] : ['host']
  return first === 'paths' ? inPath(tokens, text) : tokens
}

/** A response has its schema itself; a parameter, unless it is the body, is a schema. */
function withoutContent([name, ...rest]: readonly string[], kind: string): readonly string[] {
  if (name === undefined) return []
  if (kind === 'responses' || kind === 'requestBodies')
    return [name, ...(rest[0] === 'content' ? rest.slice(2) : rest)]
  return [name, ...(kind === 'parameters' && rest[0] === 'schema' ? rest.slice(1) : rest)]
}

function inPath(tokens: readonly string[], text: Lines): readonly string[] {
  const at = tokens.findIndex(
    (token, index) => index > 1 && /^(?:responses|requestBody|parameters)$/.test(token),
  )
  // A response of the status `parameters` is none; deeper down the words are names of members.
  if (at < 0 || at > 3) return tokens
  const head = tokens.slice(0, at)
  const [kind = '', name, ...rest] = tokens.slice(at)
  if (kind === 'responses') return [...head, kind, ...withoutContent([name ?? '', ...rest], kind)]
  const list = [...head, 'parameters']
  const places = Array.from({ length: text.items(list) ?? 0 }, (_item, index) => String(index))
  const isBody = (index: string): boolean =>
    ['body', 'formData'].includes(text.text([...list, index, 'in']) ?? '')
  if (kind === 'requestBody') {
    const body = places.find(isBody)
    if (body === undefined) return list
    const inner = [name ?? '', ...rest]
    return [...list, body, ...(inner[0] === 'content' ? inner.slice(2) : [])]
  }
  const index = places.filter((place) => !isBody(place))[Number(name)]
  return index === undefined ? list : [...list, index, ...(rest[0] === 'schema' ? rest.slice(1) : rest)]
}

const operations = 1200
const components = 400

/** A document of about 13 MB in JSON: many operations whose answers refer to shared schemas and hold examples. */
export function largeDocument(): string {
  const paths: Record<string, object> = {}
  for (let index = 0; index < operations / 4; index++) {
    paths[`/area-${index % 40}/{area_id}/things-${index}`] = {
      get: operation(`list-things-${index}`, index, true),
      post: operation(`create-thing-${index}`, index, false),
    }
    paths[`/area-${index % 40}/{area_id}/things-${index}/{thing_id}`] = {
      get: operation(`get-thing-${index}`, index, false),
      patch: operation(`update-thing-${index}`, index, false),
    }
  }
  const schemas = Object.fromEntries(
    Array.from({ length: components }, (_, index) => [`thing-${index}`, schema(index)]),
  )
  const document = {
    openapi: '3.0.3',
    info: { title: 'A large API', version: '1.0.0' },
    paths,
    components: { schemas },
  }
  return JSON.stringify(document, null, 2)
}

function operation(operationId: string, index: number, list: boolean): object {
  const one = { $ref: `#/components/schemas/thing-${index % components}` }
  const value = Object.fromEntries(names(index).map((name) => [name, `an example of ${name}`]))
  const content = {
    'application/json': {
      schema: list ? { type: 'array', items: one } : one,
      examples: { usual: { value: list ? [value, value, value, value] : value } },
    },
  }
  return {
    operationId,
    summary: operationId.replaceAll('-', ' '),
    description: `What ${operationId} does, and for whom. `.repeat(12),
    parameters: ['area_id', 'thing_id', 'page', 'per_page', 'since'].map((name) => ({
      name,
      in: name.endsWith('_id') ? 'path' : 'query',
      required: name.endsWith('_id'),
      description: `The ${name} of the request.`,
      schema: { type: 'string' },
    })),
    ...(!list && { requestBody: { content: { 'application/json': { schema: inline(index) } } } }),
    responses: {
      '200': { description: 'Done.', content },
      '404': {
        description: 'There is none.',
        content: { 'application/json': { schema: inline(index + 1) } },
      },
    },
  }
}

function names(index: number): readonly string[] {
  return Array.from({ length: 40 }, (_, member) => `member_${index}_${member}`)
}

function schema(index: number): object {
  const next = { $ref: `#/components/schemas/thing-${(index * 7 + 1) % components}` }
  return { ...inline(index), description: 'One of many things.', allOf: [{ properties: { next } }] }
}

function inline(index: number): object {
  return {
    type: 'object',
    required: names(index).slice(0, 5),
    properties: Object.fromEntries(
      names(index).map((name) => [
        name,
        { type: 'string', description: `What ${name} says of the thing.`, example: name },
      ]),
    ),
  }
}

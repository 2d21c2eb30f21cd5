import { onceFor } from './memo.ts'
import { valueAt } from './pointer.ts'
import type {
  Contract,
  JsonValue,
  KeyResource,
  MediaType,
  Operation,
  ResponseSpec,
  Role,
  SecurityScheme,
} from './types.ts'

/** The response documented for a status: exact, then its range, then `default`. */
export function responseFor(operation: Operation, status: number): ResponseSpec | undefined {
  const { responses } = operation
  return responses[String(status)] ?? responses[`${Math.floor(status / 100)}XX`] ?? responses['default']
}

/** Where a part of the document says it comes from, as those of pages and overlays do: `stated`, `example`, `assumed`. */
export function basisAt({ document }: Pick<Contract, 'document'>, pointer: string): JsonValue | undefined {
  return valueAt(document, `${pointer}/x-basis`)
}

/** Whether the document is a part of a whole, as a documentation page is: what it does not show may well be there. */
export function isPartial(contract: Pick<Contract, 'document'>): boolean {
  return valueAt(contract.document, '/x-keyproof/partial') === true
}

/** `type/subtype` of a Content-Type value in lower case; empty when there is none. */
export function essence(contentType: string | undefined): string {
  if (contentType === undefined) return ''
  const semicolon = contentType.indexOf(';')
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase()
}

/** The documented media type that covers a Content-Type: the type itself, `type/*`, then any type at all. */
export function mediaFor(
  content: Readonly<Record<string, MediaType>>,
  contentType: string | undefined,
): MediaType | undefined {
  const wanted = essence(contentType)
  const byType = mediaByType(content)
  return byType.get(wanted) ?? byType.get(`${wanted.split('/', 1)[0]}/*`) ?? byType.get('*/*')
}

const mediaByType = onceFor(
  (content: Readonly<Record<string, MediaType>>): ReadonlyMap<string, MediaType> => {
    const byType = new Map<string, MediaType>()
    for (const [type, media] of Object.entries(content))
      if (!byType.has(essence(type))) byType.set(essence(type), media)
    return byType
  },
)

/** The media type that the body of a request is sent in: JSON before any other. */
export function bodyMedia({ requestBody }: Pick<Operation, 'requestBody'>): MediaType | undefined {
  const types = Object.entries(requestBody?.content ?? {})
  return (types.find(([type]) => isJson(type)) ?? types[0])?.[1]
}

/** In how many ways a body sent in a media type departs from what the document says of it. */
export function bodyFaults(
  { contract, operation }: { readonly contract: Contract; readonly operation: Operation },
  mediaType: string,
  value: JsonValue,
): number {
  const media =
    operation.requestBody === undefined ? undefined : mediaFor(operation.requestBody.content, mediaType)
  return media?.schema === undefined ? 0 : contract.validator(media.schema, 'request')(value).length
}

/** Whether a media type carries JSON. */
export function isJson(type: string): boolean {
  const name = essence(type)
  return name === 'application/json' || name === 'text/json' || name.endsWith('+json')
}

/** The operation with this key, such as `POST /v0/api-keys`. */
export function operationByKey(contract: Contract, key: string): Operation | undefined {
  return contract.operations.find((operation) => operation.key === key)
}

/** The resource with each of its further updates in the role of the update: the same objects every time. */
export const furtherWaysToUpdate: (resource: KeyResource) => readonly KeyResource[] = onceFor(
  (resource: KeyResource): readonly KeyResource[] =>
    (resource.furtherUpdates ?? []).map((update) => ({
      ...resource,
      roles: { ...resource.roles, update },
      furtherUpdates: [],
    })),
)

/** Every key resource with every way to update its keys. */
export function withWaysToUpdate(contract: Pick<Contract, 'keyResources'>): readonly KeyResource[] {
  return contract.keyResources.flatMap((resource) => [resource, ...furtherWaysToUpdate(resource)])
}

/** Which of the document's key resources it is, however its keys are updated. */
export function indexOfResource(contract: Pick<Contract, 'keyResources'>, { label }: KeyResource): number {
  return contract.keyResources.findIndex((resource) => resource.label === label)
}

/** The part an operation plays in a key resource, if any. */
export function roleOf(
  contract: Contract,
  operation: Operation,
): { readonly resource: KeyResource; readonly role: Role | 'canary' } | undefined {
  for (const resource of contract.keyResources)
    for (const [role, binding] of Object.entries(resource.roles))
      if (binding.operation === operation.key) return { resource, role: role as Role }
  for (const resource of contract.keyResources)
    for (const variant of furtherWaysToUpdate(resource))
      if (variant.roles.update?.operation === operation.key) return { resource: variant, role: 'update' }
  for (const resource of contract.keyResources)
    if (resource.canaries.includes(operation.key)) return { resource, role: 'canary' }
  return undefined
}

/** JSON Pointers at which the answer to a creation or rotation gives the secret, the first one being the secret itself. */
export function issuedAt(
  { secret, roles }: Pick<KeyResource, 'secret' | 'roles'>,
  role: 'create' | 'rotate',
): readonly string[] {
  const own = role === 'rotate' ? roles.rotate?.secret : undefined
  return own === undefined ? [secret.pointer, ...secret.alsoAt] : [own]
}

/** The security schemes that some operation asks for, in the order of the document. */
export function schemesUsed({ securitySchemes, operations }: Contract): readonly SecurityScheme[] {
  return Object.values(securitySchemes).filter(({ name }) =>
    operations.some(({ security }) => security.some((requirement) => name in requirement)),
  )
}

/** The path that the `servers` entry puts before every operation, without a trailing slash; `` where there is none. */
export function basePath(contract: Contract): string {
  const [server] = contract.servers
  if (server === undefined) return ''
  try {
    return new URL(server, 'http://localhost').pathname.replace(/\/+$/, '')
  } catch {
    return ''
  }
}

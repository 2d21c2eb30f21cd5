import type { Evidence, KeyResource } from '../types.ts'
import type { XSecretContract } from '../annotations.ts'
import { annotation, responsePointer, secretAnnotation } from './annotated.ts'
import { type Field, lastToken } from './fields.ts'
import type { IdParts } from './id.ts'
import type { ListParts } from './list.ts'
import type { Act } from './operations.ts'
import type { RevealParts } from './reveal.ts'
import type { Roles } from './roles.ts'
import { words } from './words.ts'

/** The id that annotations say, else the one inferred. */
export function annotatedId(
  inferred: IdParts,
  create: Act,
  secret: Field,
  idIsSecret: boolean | undefined,
): IdParts {
  const said = annotation(create)?.id
  const evidence = [
    { says: 'the id is annotated', pointer: `${create.operation.pointer}/x-key-operation/id` },
  ]
  if (said !== undefined && typeof said !== 'string')
    return { ...inferred, id: { fromList: true, match: said.match }, idIsSecret: false, evidence }
  const pointer = responsePointer(said) ?? (idIsSecret === true ? secret.pointer : undefined)
  if (pointer === undefined) return inferred
  const name = words(lastToken(pointer))
  return {
    id: { pointer },
    idIsSecret: pointer === secret.pointer,
    idIsName: name.at(-1) === 'name',
    evidence,
  }
}

/** The list with the array that annotations say. */
export function annotatedList(list: ListParts | null, roles: Roles): ListParts | null {
  const said = roles.list === undefined ? undefined : annotation(roles.list.act)?.items
  if (said === undefined || roles.list === undefined) return list
  const items = responsePointer(said) ?? said
  if (list !== null) return { ...list, parts: { ...list.parts, items } }
  const { operation } = roles.list.act
  // Where nothing is described within its items, they are the ids themselves.
  return {
    parts: { items, id: '', name: null, masked: [] },
    rows: [],
    members: [],
    evidence: [
      {
        says: 'the list is annotated, and has ids alone',
        pointer: `${operation.pointer}/x-key-operation/items`,
      },
    ],
  }
}

/** The prefix and pattern that x-secret says. */
export function prefixOf(format: { readonly prefix?: string; readonly pattern?: string } | undefined): {
  prefix?: string
  pattern?: string
} {
  return {
    ...(format?.prefix !== undefined && { prefix: format.prefix }),
    ...(format?.pattern !== undefined && { pattern: format.pattern }),
  }
}

/** How a revoked key is shown: what x-secret-contract says, else what was inferred. */
export function softOf(
  document: Partial<XSecretContract>,
  inferred: KeyResource['softDelete'],
): KeyResource['softDelete'] {
  const said = document.delete
  if (said?.semantics === 'hard') return null
  const pointer = said?.status ?? document.status?.pointer
  const revoked = said?.revoked ?? document.status?.revoked
  return pointer !== undefined && revoked !== undefined ? { pointer, revoked } : inferred
}

/** The reveal that x-secret says, with the sentence that agrees with it; else the one inferred. */
export function annotatedReveal(
  inferred: RevealParts,
  secret: Field,
): Pick<KeyResource['secret'], 'reveal' | 'revealEvidence' | 'revealedBy'> {
  const said = secretAnnotation(secret)?.reveal
  const reveal = said ?? inferred.reveal
  const annotated: Evidence = { says: `annotated with x-secret: ${reveal}`, pointer: secret.schemaPointer }
  const agrees = said === undefined || said === inferred.reveal
  const revealEvidence = agrees ? (inferred.revealEvidence ?? (said && annotated)) : annotated
  const { revealedBy } = inferred
  return {
    reveal,
    ...(revealEvidence !== undefined && { revealEvidence }),
    ...(reveal === 'recoverable' && revealedBy !== undefined && { revealedBy }),
  }
}

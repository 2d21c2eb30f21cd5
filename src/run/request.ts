import { withWaysToUpdate } from '../contract/lookup.ts'
import { onceFor } from '../contract/memo.ts'
import type { Operation } from '../contract/types.ts'
import {
  mergePresented,
  presentRequirement,
  satisfiable,
  tokenAt,
  type Presented,
  type Tokens,
} from '../generate/credentials.ts'
import { toRequest } from '../generate/serialise.ts'
import type { RequestTemplate } from '../http/exchange.ts'
import { idIn, keyPlace, type KeyPlace } from './key-place.ts'
import type { CallOptions } from './scenario.ts'
import type { Session } from './session.ts'

/** The request of a call, written with the credentials of `caller`, who is the run's own account or the other. */
export function requestFor(
  session: Session,
  caller: Session,
  operation: Operation,
  input: NonNullable<CallOptions['input']>,
  call: CallOptions = {},
): RequestTemplate {
  const presented = presentedFor(
    caller,
    operation,
    call,
    call.as === undefined ? ownCredential(session, operation, input) : null,
  )
  const { headers, query, cookies } = presented
  const carried =
    query.length === 0 && cookies.length === 0
      ? input
      : {
          ...input,
          query: { ...input.query, ...Object.fromEntries(query) },
          cookie: { ...input.cookie, ...Object.fromEntries(cookies) },
        }
  const extra = call.headers === undefined ? headers : [...headers, ...call.headers]
  const request = withUsersAccept(session, toRequest(operation, carried, extra), call)
  return isPlain(call) ? request : changed(request, operation, call)
}

/** Without an Accept of its own where the user has one for every request, which the client adds, unless one is tried on purpose. */
function withUsersAccept(
  session: Session,
  request: RequestTemplate,
  { accept }: CallOptions,
): RequestTemplate {
  if (accept !== undefined || session.given.headers?.has('accept') !== true) return request
  return { ...request, headers: request.headers.filter(([name]) => name.toLowerCase() !== 'accept') }
}

function isPlain({ accept, contentType, raw, mayBeCutOff, body, method, path }: CallOptions): boolean {
  return (
    accept === undefined &&
    contentType === undefined &&
    raw !== true &&
    mayBeCutOff !== true &&
    body === undefined &&
    method === undefined &&
    path === undefined
  )
}

/** The request with what the call says of it on purpose. */
function changed(request: RequestTemplate, { key }: Operation, call: CallOptions): RequestTemplate {
  return {
    ...request,
    headers: request.headers.map(([name, value]) => {
      if (call.accept !== undefined && name.toLowerCase() === 'accept') return [name, call.accept] as const
      return [
        name,
        call.contentType !== undefined && name.toLowerCase() === 'content-type' ? call.contentType : value,
      ] as const
    }),
    ...(call.raw === true ? { raw: true } : {}),
    ...(call.mayBeCutOff === true ? { mayBeCutOff: true } : {}),
    ...(call.body === undefined ? {} : { body: call.body }),
    ...(call.method === undefined ? {} : { method: call.method, operation: null, madeFrom: key }),
    ...(call.path === undefined ? {} : { path: call.path, operation: null, madeFrom: key }),
  }
}

function presentedFor(
  session: Session,
  operation: Operation,
  call: CallOptions,
  own: Tokens | null,
): Presented {
  const isOrdinary =
    own === null &&
    call.also === undefined &&
    call.credentials === undefined &&
    call.alternative === undefined
  return isOrdinary
    ? ordinarilyPresented(session)(operation)
    : credentialsFor(session, operation, call, own ?? {})
}

const ordinarilyPresented = onceFor((session: Session) =>
  onceFor((operation: Operation): Presented => credentialsFor(session, operation, {}, {})),
)

/** The key's own secret where that is what its management asks for, as a registration access token is (RFC 7592), and the run has nothing else for it. */
function ownCredential(
  session: Session,
  operation: Operation,
  input: NonNullable<CallOptions['input']>,
): Tokens | null {
  for (const { carrier, place } of ownCarriers(session)(operation)) {
    const id = idIn(place, input)
    const secret = typeof id === 'string' || typeof id === 'number' ? session.keys.secretOf(String(id)) : null
    if (secret !== null) return { [carrier]: secret }
  }
  return null
}

interface OwnCarrier {
  readonly carrier: string
  readonly place: KeyPlace
}

const ownCarriers = onceFor(({ contract, tokens }: Session) =>
  onceFor((operation: Operation): readonly OwnCarrier[] =>
    withWaysToUpdate(contract).flatMap((resource) => {
      const { carrier } = resource.secret
      if (
        carrier === null ||
        tokenAt(tokens, carrier) !== undefined ||
        Object.keys(satisfiable(operation, tokens) ?? {}).length > 0 ||
        !operation.security.some((requirement) => carrier in requirement)
      )
        return []
      const place = keyPlace({ resource, operation })
      return place === null ? [] : [{ carrier, place }]
    }),
  ),
)

function credentialsFor(session: Session, operation: Operation, call: CallOptions, own: Tokens): Presented {
  const also: Presented = { headers: [], query: [], cookies: [], ...call.also }
  if (call.credentials === 'none') return also
  const tokens: Record<string, string> = { ...session.tokens, ...own }
  for (const [scheme, token] of Object.entries(call.credentials ?? {})) {
    if (token === null) delete tokens[scheme]
    else tokens[scheme] = token
  }
  const named =
    call.alternative === undefined
      ? undefined
      : Object.fromEntries(call.alternative.map((name) => [name, []]))
  // A key given for one scheme must go out under it, also where the operation has other ways in.
  const given = Object.entries(call.credentials ?? {}).find(([, token]) => token !== null)?.[0]
  const carrying =
    given === undefined
      ? undefined
      : operation.security.find(
          (requirement) =>
            given in requirement &&
            Object.keys(requirement).every((name) => tokenAt(tokens, name) !== undefined),
        )
  const requirement =
    named ?? carrying ?? satisfiable(operation, { ...session.tokens, ...own }) ?? operation.security[0] ?? {}
  return mergePresented([presentRequirement(requirement, session.contract.securitySchemes, tokens), also])
}

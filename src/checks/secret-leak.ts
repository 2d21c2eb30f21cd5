import { isPublicKind } from '../contract/keys/public-kind.ts'
import { parseJson, pointerTo, pointerTokens, valueAt } from '../contract/pointer.ts'
import { operationByKey } from '../contract/lookup.ts'
import type { Contract, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { Exchange, Sighting } from '../http/exchange.ts'
import { visitAt } from '../secrets/json-places.ts'
import type { Basis } from '../rules/types.ts'
import type { Because, Outcome } from './outcome.ts'
import type { Check, CheckContext } from './types.ts'

/** Issued secrets show in no answer but the one place that hands them out; credentials are not echoed in errors. */
export const secretLeak: Check = {
  name: 'secret-leak',
  rules: [
    'secret-never-reappears',
    'secret-not-in-headers-or-urls',
    'secret-absent-from-reads',
    'credential-not-echoed-in-errors',
  ],
  judge: (exchange, context) => {
    const on = context.operation?.key ?? null
    const { sightings } = exchange.facts
    // What merely answers with the secret it was asked about, as DELETE /keys/{secret} may, discloses nothing new;
    // an error that repeats the credential it was sent is judged by the rule on echoes.
    const issued = sightings.filter(
      (sighting) =>
        sighting.kind === 'issued' &&
        sighting.echo !== true &&
        !(exchange.response.status >= 400 && carriedAsCredential(exchange, sighting)),
    )
    const outcomes: Outcome[] = []
    const isPublic = publicIn(exchange)
    const mayShow = allowed(exchange, context)
    // Where the secret itself has the form of a URL, such as a DSN, what shows it shows that.
    const astray = issued.filter(
      (sighting) => exposed(sighting) && !(mayShow && isSecretMember(sighting, context)),
    )
    const elsewhere = mayShow ? [] : issued.filter((sighting) => !exposed(sighting) && !isPublic(sighting))
    const reads = isRead(context)
    for (const sighting of elsewhere)
      outcomes.push(
        leak(reads ? 'secret-absent-from-reads' : 'secret-never-reappears', sighting, exchange, context),
      )
    for (const sighting of astray)
      outcomes.push(leak('secret-not-in-headers-or-urls', sighting, exchange, context))
    outcomes.push(...repeated(exchange, context))
    if (elsewhere.length === 0 && !reads)
      outcomes.push({ kind: 'held', rule: 'secret-never-reappears', operation: on })
    if (astray.length === 0)
      outcomes.push({ kind: 'held', rule: 'secret-not-in-headers-or-urls', operation: on })
    outcomes.push(...echoes(exchange, on))
    return outcomes
  },
}

/** Tells what an answer shows of keys that are for everybody to see, as it says itself beside them. */
function publicIn({ response }: Exchange): (sighting: Sighting) => boolean {
  let body: JsonValue | undefined
  return ({ place, secret }) => {
    if (!place.startsWith('/')) return false
    body ??= parseJson(response.body)
    let isPublic: boolean | undefined
    visitAt(body, place.replace(/\/[^/]*$/, ''), (holder) => {
      if (typeof holder !== 'object' || holder === null) return
      const members = Object.entries(holder as Readonly<Record<string, JsonValue>>)
      if (!members.some(([, value]) => typeof value === 'string' && value.includes(`<secret:${secret}`)))
        return
      isPublic = (isPublic ?? true) && members.some(([name, value]) => isPublicKind(name, value))
    })
    return isPublic === true
  }
}

const leaks: ReadonlySet<string> = new Set([
  'secret-never-reappears',
  'secret-not-in-headers-or-urls',
  'secret-absent-from-reads',
])

/** Whether an outcome tells of an issued secret that shows where none should, whatever the request was for. */
export function isLeak({ kind, rule }: Outcome): boolean {
  return kind === 'broken' && leaks.has(rule)
}

/** A key that is addressed by its secret, and named by it in the answer: nothing new to the caller, and one place more to keep it. */
function repeated(exchange: Exchange, context: CheckContext): readonly Outcome[] {
  const { resource, operation } = context
  if (resource?.idIsSecret !== true || operation === null || exchange.response.status >= 300) return []
  return exchange.facts.sightings
    .filter(
      ({ kind, echo, secret, place }) =>
        kind === 'issued' &&
        echo === true &&
        !place.startsWith('header:') &&
        exchange.request.path.includes(`<secret:${secret}`),
    )
    .map((sighting) => ({
      kind: 'broken',
      rule: 'secret-never-reappears',
      operation: operation.key,
      breach: {
        place: sighting.place,
        failure: 'repeated',
        message: `The answer of ${operation.key} repeats the secret by which the key was addressed, at ${sighting.place}.`,
        expected: 'an answer without the secret',
        received: `<secret:${sighting.secret}> at ${sighting.place}`,
        severity: 'low',
        basis: 'convention',
        confidence: 'tentative',
        exchanges: [exchange],
      },
    }))
}

/** In a header, or in a URL inside the body: places that caches, logs and histories keep. */
function exposed(sighting: Sighting): boolean {
  return sighting.inUrl || sighting.place.startsWith('header:')
}

/** In a member of the name that the secret of a new key has. */
function isSecretMember({ place }: Sighting, { resource }: CheckContext): boolean {
  const member = resource === null ? undefined : pointerTokens(resource.secret.pointer).at(-1)
  return member !== undefined && place.startsWith('/') && pointerTokens(place).at(-1) === member
}

function isRead({ operation, resource }: CheckContext): boolean {
  if (operation === null || resource === null) return false
  return operation.key === resource.roles.list?.operation || operation.key === resource.roles.get?.operation
}

/** Whether the document lets the answer show the secret of the key it is about. */
function allowed({ request }: Exchange, { contract, operation, resource }: CheckContext): boolean {
  if (operation === null) return false
  const asked = contract.keyResources
    .flatMap(({ secret }) => secret.revealedBy ?? [])
    .filter((way) => way.operation === operation.key)
  if (asked.length > 0) return asked.some(({ parameter }) => isAsked(request, parameter))
  if (resource?.secret.reveal === 'recoverable')
    return resource.secret.revealedBy === undefined && operation.key === resource.roles.get?.operation
  const shown = resource === null ? contract.keyResources : [resource]
  return shown.some(({ roles, secret }) => secret.reveal === 'always' && isOnKeys(operation, contract, roles))
}

/** Whether an operation is one of the roles, or stands below the path of one that acts on a key. */
function isOnKeys(operation: Operation, contract: Contract, roles: KeyResource['roles']): boolean {
  return Object.entries(roles).some(([role, binding]) => {
    if (binding.operation === operation.key) return true
    if (role === 'create' || role === 'list') return false
    const path = operationByKey(contract, binding.operation)?.path.replace(/\/$/, '')
    return path !== undefined && operation.path.startsWith(`${path}/`)
  })
}

/** Whether a request asks for the secret, where that takes a parameter or a member of the body. */
function isAsked({ path, body = '' }: Exchange['request'], parameter: string | undefined): boolean {
  if (parameter === undefined) return true
  const given = new URLSearchParams(path.split('?')[1] ?? '').get(parameter)
  const sent = valueAt(parseJson(body), pointerTo('', parameter))
  return (given !== null && !/^(?:false|0|no|off)?$/i.test(given)) || sent === true
}

// In what form it shows is no class of failure: whether escaping changes a secret, and in which alphabet its base64
// is, hang on its value, so that the same leak of the next key would be another finding.
const failure = 'shown'

function leak(rule: string, sighting: Sighting, exchange: Exchange, context: CheckContext): Outcome {
  const on = context.operation?.key ?? null
  const promise = context.resource === null ? {} : standing(context)
  return {
    kind: 'broken',
    rule,
    operation: on,
    breach: {
      place: sighting.place,
      failure,
      message: `The secret of an issued key shows ${sighting.form === 'exact' ? '' : `as ${sighting.form} `}in the answer of ${on ?? exchange.request.method} at ${sighting.place}.`,
      expected: 'no issued secret in any form',
      received: `<secret:${sighting.secret}> ${formOf(sighting)} at ${sighting.place}`,
      ...(rule === 'secret-not-in-headers-or-urls' ? {} : promise),
      exchanges: [exchange],
    },
  }
}

function formOf({ form }: Sighting): string {
  return form === 'exact' ? 'as it is' : `as ${form}`
}

/** What the demand that a secret is shown once stands on: the document’s own words, or mere custom. */
function standing({ resource }: Pick<CheckContext, 'resource'>): {
  readonly basis?: Basis
  readonly because?: Because
} {
  if (resource === null) return {}
  const { reveal, revealEvidence } = resource.secret
  if (reveal === 'once' && revealEvidence !== undefined) {
    const { quote, pointer } = revealEvidence
    return {
      basis: quote === undefined ? 'annotation' : 'document',
      because: { ...(quote === undefined ? {} : { quote }), ...(pointer === undefined ? {} : { pointer }) },
    }
  }
  return reveal === 'unstated' ? { basis: 'convention' } : {}
}

function echoes(exchange: Exchange, on: string | null): readonly Outcome[] {
  const { status } = exchange.response
  if (status < 400) return []
  const seen = exchange.facts.sightings.filter((sighting) => carriedAsCredential(exchange, sighting))
  if (seen.length === 0) return [{ kind: 'held', rule: 'credential-not-echoed-in-errors', operation: on }]
  return seen.map((sighting) => ({
    kind: 'broken',
    rule: 'credential-not-echoed-in-errors',
    operation: on,
    breach: {
      place: `${status} ${sighting.place}`,
      // What nobody was given is not the same to repeat as a secret that somebody has.
      failure: sighting.kind === 'canary' ? 'made-up value shown' : failure,
      message: `A ${status} answer repeats the credential it was sent, at ${sighting.place}.`,
      expected: 'an error that does not repeat the credential',
      received: `the credential ${formOf(sighting)} at ${sighting.place}`,
      // A value nobody was ever given does no harm by being repeated.
      ...(sighting.kind === 'canary' ? { severity: 'low' as const } : {}),
      exchanges: [exchange],
    },
  }))
}

/** Whether the secret seen went out in a header or in the query, as credentials do; bodies are the caller's own words. */
function carriedAsCredential(exchange: Exchange, sighting: Sighting): boolean {
  const token = `<secret:${sighting.secret}`
  const [, query = ''] = exchange.request.path.split('?', 2)
  return exchange.request.headers.some(([, value]) => value.includes(token)) || query.includes(token)
}

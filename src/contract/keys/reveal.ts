import type { Evidence, KeyResource, Operation, Reveal } from '../types.ts'
import { annotation } from './annotated.ts'
import type { Body } from './bodies.ts'
import type { Field } from './fields.ts'
import { isMasked } from './masked.ts'
import type { Act, Acts } from './operations.ts'
import type { Passage, Quote } from './prose.ts'
import { alwaysSentence, onceSentence } from './reveal-prose.ts'

/** How a secret is revealed, with the sentence that says so. */
export interface RevealParts {
  readonly reveal: Reveal
  readonly revealEvidence?: Evidence
  readonly revealedBy?: NonNullable<KeyResource['secret']['revealedBy']>
  readonly evidence: readonly Evidence[]
}

const ASKS =
  /^(?:reveal|decrypt|show|include|with|return|expose|unmask)[-_ ]?(?:secret|key|token|plain[-_ ]?text|value|api[-_ ]?key)?s?$|^plain[-_ ]?text$/i

/** Finds how the secret is revealed: by what the document says, else by what its reads show. */
export function findReveal(
  acts: Acts,
  create: Act,
  secret: Field,
  {
    reads,
    changes,
    idIsSecret,
  }: { readonly reads: readonly Act[]; readonly changes: readonly Act[]; readonly idIsSecret: boolean },
): RevealParts {
  const ways = asksFor(acts, [...reads, ...changes], create.shape.collection.join('/'))
  const [asked] = ways
  const once = quoted(create, secret) ?? onceSentence(reads.flatMap(ofOperation), false)
  if (once !== undefined) {
    const said = { says: 'the document says the secret is shown once', ...once }
    const doubt =
      asked === undefined
        ? []
        : [{ ...asked.evidence, says: `${asked.evidence.says}, although it is said to be shown once` }]
    return { reveal: 'once', revealEvidence: said, evidence: [said, ...doubt] }
  }
  if (asked !== undefined)
    return { reveal: 'recoverable', revealedBy: ways.map(({ by }) => by), evidence: [asked.evidence] }
  const later = alwaysSentence(passages(create, secret))
  if (later !== undefined) {
    const said = { says: 'the document says the secret can be read again', ...later }
    return { reveal: 'always', revealEvidence: said, evidence: [said] }
  }
  const byItself = idIsSecret ? reads.find((act) => act.shape.item !== null) : undefined
  if (byItself !== undefined)
    return {
      reveal: 'always',
      evidence: [
        { says: `${byItself.operation.key} reads a key by its secret`, pointer: byItself.operation.pointer },
      ],
    }
  const shown = reads.find((act) => shows(act.response(), secret))
  if (shown === undefined)
    return {
      reveal: 'unstated',
      evidence: [{ says: 'the document does not say how often the secret is shown' }],
    }
  const evidence: readonly Evidence[] = [
    { says: `${shown.operation.key} shows ${secret.name} too`, pointer: shown.response().pointer },
  ]
  // A list that is described without it must not show it because the answer about one key does.
  const isEverywhere = reads.every(
    (act) => shows(act.response(), secret) || act.response().fields.length === 0,
  )
  if (isEverywhere) return { reveal: 'always', evidence }
  const showing = [...reads, ...changes].filter((act) => shows(act.response(), secret))
  return {
    reveal: 'recoverable',
    revealedBy: showing.map((act) => ({ operation: act.operation.key })),
    evidence,
  }
}

/** The sentence nearest to the secret: on it, on what holds it, on the response, on the operation. */
function quoted(create: Act, secret: Field): Quote | undefined {
  const own = onceSentence([{ text: secret.text, pointer: secret.schemaPointer }], true)
  return own ?? onceSentence(passages(create, secret).slice(1), false)
}

function passages(create: Act, secret: Field): readonly Passage[] {
  const body = create.response()
  const holders = body.texts.filter(({ at }) => secret.pointer.startsWith(`${at}/`)).toReversed()
  return [
    { text: secret.text, pointer: secret.schemaPointer },
    ...holders.map(({ text, pointer }) => ({ text, pointer })),
    ...ofOperation(create),
  ]
}

/** What is said of an operation as a whole, the nearest to its answer first. */
function ofOperation({ operation, response }: Act): readonly Passage[] {
  const body = response()
  return [
    { text: body.response?.description ?? '', pointer: `${body.pointer}/description` },
    { text: operation.description, pointer: `${operation.pointer}/description` },
    { text: operation.summary, pointer: `${operation.pointer}/summary` },
  ]
}

interface Asked {
  readonly by: NonNullable<RevealParts['revealedBy']>[number]
  readonly evidence: Evidence
}

/** The query parameter of an operation by which the caller asks for the secret. */
export function askingParameter({ operation }: Act): Operation['parameters'][number] | undefined {
  return operation.parameters.find((parameter) => parameter.in === 'query' && ASKS.test(parameter.name))
}

/** The operations and parameters by which the caller asks for the secret of an existing key. */
function asksFor(acts: Acts, onKeys: readonly Act[], itemPath: string): readonly Asked[] {
  const asked = (act: Act, parameter?: { readonly name: string; readonly pointer: string }): Asked => ({
    by: {
      operation: act.operation.key,
      ...(parameter === undefined ? {} : { parameter: parameter.name }),
    },
    evidence: {
      says: `${act.operation.key} reveals it${parameter === undefined ? '' : ` when asked with ${parameter.name}`}`,
      pointer: parameter?.pointer ?? act.operation.pointer,
    },
  })
  const withParameter = onKeys.flatMap((act): readonly Asked[] => {
    const parameter = askingParameter(act)
    const field = act
      .request()
      .fields.find((f) => f.parent === '' && f.types.has('boolean') && ASKS.test(f.name))
    if (parameter !== undefined) return [asked(act, parameter)]
    return field === undefined ? [] : [asked(act, { name: field.name, pointer: field.schemaPointer })]
  })
  const annotated = acts.all
    .filter((act) => annotation(act)?.role === 'reveal')
    .map((act): Asked => {
      const { by, evidence } = asked(act)
      return { by, evidence: { ...evidence, says: `${act.operation.key} is annotated as revealing it` } }
    })
  const byPath = acts.all.filter((act) => {
    const here = act.shape.collection.join('/')
    const reveals = act.shape.verb === 'reveal' && act.shape.item !== null && here === itemPath
    const isRead =
      act.operation.method === 'GET' &&
      act.shape.verb === null &&
      act.shape.item === null &&
      here.startsWith(`${itemPath}/{}/`)
    return (
      reveals ||
      (isRead &&
        /^(?:secret|secret-key|secret-value|value|token|api-key|key|reveal|plaintext)$/.test(
          here.slice(itemPath.length + 4),
        ))
    )
  })
  return [...withParameter, ...annotated, ...byPath.map((act) => asked(act))]
}

function shows(body: Body, secret: Field): boolean {
  return body.fields.some(
    (field) =>
      field.name === secret.name &&
      !field.writeOnly &&
      !isMasked(field) &&
      field.types.has('string') &&
      onceSentence([{ text: field.text, pointer: '' }], true) === undefined,
  )
}

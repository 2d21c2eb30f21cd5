import {
  authenticated,
  isProtected,
  operationByKey,
  type Contract,
  type KeyResource,
  type Operation,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'spec-examples-valid-and-fake'
/** Forms of live keys that providers look for themselves (GitHub secret scanning). */
const live =
  /\b(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|sk_live_[A-Za-z0-9]{20,}|xox[abp]-[\w-]{20,}|AIza[\w-]{35}|glpat-[\w-]{20})\b/

/** The examples of the document are right, and none of them is a key. */
export const documentExamplesHold: Scenario = {
  name: 'document-examples-hold',
  promise: 'The examples in the document are valid, and the key shown in them opens nothing.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  applies({ contract, resource }) {
    if (resource === null) return 'The document has no key resource.'
    const shown = operationsOn(contract, resource).some((operation) => examplesOf(operation).length > 0)
    return (
      shown ||
      resource.secret.examples.length > 0 ||
      'The document has no examples of requests or answers on keys.'
    )
  },
  async verify(stage) {
    for (const operation of operationsOn(stage.contract, stage.resource!)) judgeExamples(stage, operation)
    stage.held(rule)
    for (const example of stage.resource!.secret.examples) await opensNothing(stage, example)
  },
}

function operationsOn(contract: Contract, { roles }: KeyResource): readonly Operation[] {
  return Object.values(roles).flatMap((binding) => operationByKey(contract, binding.operation) ?? [])
}

/** The examples of requests and answers, each with the media type it is an example of. */
function examplesOf({ requestBody, responses }: Operation) {
  const shown = (content: Operation['responses'][string]['content'], direction: 'request' | 'response') =>
    Object.values(content).flatMap((media) =>
      media.examples.map((example) => ({ example, schema: media.schema, direction })),
    )
  return [
    ...shown(requestBody?.content ?? {}, 'request'),
    ...Object.values(responses).flatMap(({ content }) => shown(content, 'response')),
  ]
}

function judgeExamples(stage: Stage, operation: Operation): void {
  for (const { schema, example, direction } of examplesOf(operation)) {
    const violations =
      schema === undefined
        ? []
        : stage.contract
            .validator(
              schema,
              direction,
            )(example.value)
            .filter((violation) => !violation.formatOnly)
    const [first] = violations
    if (first !== undefined)
      stage.broken(
        rule,
        {
          place: example.pointer,
          failure: `${first.keyword} ${first.place}`,
          message: `An example of ${operation.key} does not match its own schema: ${first.message}.`,
          expected: 'an example that is valid',
          received: `${first.place === '' ? 'the example' : first.place}: ${first.keyword}`,
          severity: 'low',
          // An example illustrates: that it is wrong misleads readers and breaks nothing.
          basis: 'convention',
          because: { pointer: example.pointer },
        },
        operation.key,
      )
    if (live.test(JSON.stringify(example.value)))
      stage.broken(
        rule,
        {
          place: example.pointer,
          failure: 'looks live',
          message: `An example of ${operation.key} has the form of a live key.`,
          expected: 'a placeholder',
          received: 'a key in a form that scanners look for',
          confidence: 'tentative',
          because: { pointer: example.pointer },
        },
        operation.key,
      )
  }
}

/** Tries the key of the documentation as a key, once. */
async function opensNothing(stage: Stage, example: string): Promise<void> {
  const carrier = stage.resource!.secret.carrier
  if (
    !stage.subject.stateful ||
    carrier === null ||
    stage.canary === null ||
    !isProtected(stage.canary) ||
    !/^[\x21-\x7e]+$/.test(example)
  )
    return
  const used = await stage.use({ secret: example })
  if (used === null || !authenticated(used)) return stage.held(rule)
  const other = await stage.use({ secret: 'keyproof-invalid-0123456789' })
  if (other === null || authenticated(other))
    return stage.inconclusive(rule, 'Any credential is accepted here, which auth-invalid-rejected judges.')
  stage.broken(rule, {
    place: stage.resource!.secret.pointer,
    failure: 'works',
    message: 'The key that the documentation shows as an example works.',
    expected: 'a refusal: 401',
    received: String(used.response.status),
    severity: 'critical',
    exchanges: [used],
  })
}

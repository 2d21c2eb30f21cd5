import {
  authenticated,
  isProtected,
  operationByKey,
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
  applies: ({ resource }) => resource !== null || 'The document has no key resource.',
  async verify(stage) {
    const operations = Object.values(stage.resource!.roles).flatMap(
      (binding) => operationByKey(stage.contract, binding.operation) ?? [],
    )
    const counts = operations.map((operation) => judgeExamples(stage, operation))
    const total = counts.reduce((sum, count) => sum + count, 0) + stage.resource!.secret.examples.length
    if (total === 0)
      return stage.notApplicable(rule, 'The document has no examples of requests or answers on keys.')
    stage.held(rule)
    for (const example of stage.resource!.secret.examples) await opensNothing(stage, example)
  },
}

/** Validates every example of an operation; tells how many there were. */
function judgeExamples(stage: Stage, operation: Operation): number {
  const contents = [
    ...Object.entries(operation.requestBody?.content ?? {}).map(([type, media]) => ({
      type,
      media,
      direction: 'request' as const,
    })),
    ...Object.values(operation.responses).flatMap((response) =>
      Object.entries(response.content).map(([type, media]) => ({
        type,
        media,
        direction: 'response' as const,
      })),
    ),
  ]
  let count = 0
  for (const { media, direction } of contents)
    for (const example of media.examples) {
      count += 1
      const violations =
        media.schema === undefined
          ? []
          : stage.contract
              .validator(
                media.schema,
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
  return count
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

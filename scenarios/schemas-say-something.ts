import { isJson, valueAt, withValueAt, type JsonValue, type Scenario } from '#keyproof'

/** A schema that accepts anything proves nothing about the secret. */
export const schemasSaySomething: Scenario = {
  name: 'schemas-say-something',
  promise:
    'The schema of the create response demands the secret, so an answer without it is not taken for a good one.',
  rules: ['schema-not-vacuous'],
  on: 'resource',
  keys: 0,
  applies: ({ resource }) => resource !== null || 'The document has no key resource.',
  verify(stage) {
    const rule = 'schema-not-vacuous'
    const success = Object.values(stage.operation.responses).find((response) =>
      response.status.startsWith('2'),
    )
    const media = Object.entries(success?.content ?? {}).find(([type]) => isJson(type))?.[1]
    if (media?.schema === undefined) {
      stage.notApplicable(rule, 'The create response has no schema.')
      return Promise.resolve()
    }
    if (valueAt(stage.contract.document, '/x-keyproof/from') === 'page') {
      stage.notApplicable(
        rule,
        'The page tells what it answers in words and examples, so it has no schema to judge.',
      )
      return Promise.resolve()
    }
    const accepts = stage.contract.validator(media.schema, 'response')
    const { pointer } = stage.resource!.secret
    const example = media.examples[0]?.value
    const without: JsonValue | undefined =
      example === undefined ? undefined : withValueAt(example, pointer, undefined)
    const empty = accepts({}).length === 0
    const bare = without !== undefined && accepts(without).length === 0
    if (empty || bare)
      stage.broken(rule, {
        place: pointer,
        failure: empty ? 'accepts {}' : 'accepts the example without its secret',
        message: empty
          ? 'The schema of the create response accepts an empty object.'
          : 'The schema of the create response accepts the example without its secret.',
        expected: `a schema that requires ${pointer}`,
        received: 'a schema that does not',
        // The document does what it says; that it says so little is worth knowing, not worth failing for.
        basis: 'convention',
        because: { pointer: media.schema.pointer },
      })
    else stage.held(rule)
    return Promise.resolve()
  },
}

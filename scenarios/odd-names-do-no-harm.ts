import { withValueAt, type JsonValue, type Scenario } from '#keyproof'

/** Names that have broken servers before. */
const names: readonly (readonly [what: string, name: string])[] = [
  ['a very long name', 'k'.repeat(1_000)],
  ['an emoji', '\u{1F511}\u{1F469}\u200D\u{1F4BB}'],
  ['combining marks', 'e\u0301\u0323 n\u0303'],
  ['text from right to left', '\u05DE\u05E4\u05EA\u05D7 \u0645\u0641\u062A\u0627\u062D'],
  ['a word for nothing', 'null'],
  ['a quote', "Robert'); DROP TABLE keys;--"],
  ['markup', '<b>{{7*7}}</b>'],
]

/** Whatever a key is called, the server stays on its feet. */
export const oddNamesDoNoHarm: Scenario<string> = {
  name: 'odd-names-do-no-harm',
  promise: 'A key may be called anything: the server takes the name or refuses it, and does not break.',
  rules: ['status-no-5xx'],
  on: 'resource',
  keys: 1,
  applies: ({ resource, operation }) => (resource?.nameInRequest != null && operation.requestBody !== undefined) || 'A new key is given no name.',
  cases: () => ({ always: names.map(([, name]) => name), generated: null }),
  async verify(stage, name) {
    const input = await stage.input()
    const { body } = input
    if (body === undefined || !('value' in body)) return
    const value: JsonValue = withValueAt(body.value, stage.resource!.nameInRequest!, name)
    // Whether the name is taken is for other scenarios: the check on server errors judges every answer.
    await stage.call({ input: stage.marked({ ...input, body: { ...body, value } }, { lengthen: true }), probe: true })
  },
}

import { isObject } from '../../contract/json.ts'
import type { JsonObject, JsonValue } from '../../contract/types.ts'
import type { Fault } from '../fault.ts'
import { whereCreateTakesJson } from '../fault-places.ts'

/** The value with the members that its objects inherit. */
function heir(value: JsonValue, inherited: JsonObject): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => heir(item, inherited))
  return isObject(value) ? { ...inherited, ...value } : value
}

/** What a body puts into __proto__ shows in every later answer. */
export const pollutesPrototypes: Fault = {
  name: 'pollutes-prototypes',
  rule: 'robust-hostile-json',
  describe: 'What a body puts into __proto__ shows in every later answer.',
  touches: ['schema-no-undocumented-properties', 'schema-response-conforms', 'schema-error-body-conforms'],
  appliesTo: (contract) => whereCreateTakesJson(contract),
  plant: () => {
    let inherited: JsonObject = {}
    return {
      judge(judgement, call) {
        const proto = isObject(call.body)
          ? Object.getOwnPropertyDescriptor(call.body, '__proto__')
          : undefined
        if (proto !== undefined && isObject(proto.value)) inherited = { ...inherited, ...proto.value }
        return judgement
      },
      respond: (answer) =>
        answer.body === undefined
          ? answer
          : { status: answer.status, headers: answer.headers, body: heir(answer.body, inherited) },
    }
  },
}

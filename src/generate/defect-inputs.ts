import fc from 'fast-check'
import { isJson } from '../contract/lookup.ts'
import type { JsonValue } from '../contract/types.ts'
import { defectsOf, type SchemaDefect } from './defects.ts'
import { bodyValues, withoutParameter, withParameter } from './inputs.ts'
import { malformed } from './malformed.ts'
import type { Plan, PlannedBody, PlannedParameter } from './plan.ts'
import type { Defect, InputBody, InvalidInput, OperationInput } from './types.ts'
import { Unsatisfiable } from './unsatisfiable.ts'

/** A defect with inputs that have it and are valid otherwise. */
export interface DefectiveInputs {
  readonly defect: Defect
  readonly inputs: fc.Arbitrary<InvalidInput>
}

/** All defects the inputs of a planned operation can have, parameters first. */
export function defectiveInputs(plan: Plan, valid: fc.Arbitrary<OperationInput>): readonly DefectiveInputs[] {
  const { body } = plan
  const parameters = plan.parameters.flatMap((planned) => ofParameter(planned, valid))
  return body === undefined ? parameters : [...parameters, ...ofBody(plan, body, valid)]
}

function ofParameter(
  planned: PlannedParameter,
  valid: fc.Arbitrary<OperationInput>,
): readonly DefectiveInputs[] {
  const { parameter, schema, taste, travels } = planned
  const defect = (
    found: Pick<SchemaDefect, 'name' | 'place' | 'keyword' | 'also' | 'formatOnly'>,
  ): Defect => ({
    name: `${parameter.in} ${parameter.name}${found.place}: ${found.name}`,
    part: parameter.in,
    place: parameter.name,
    keyword: found.keyword,
    also: found.also,
    formatOnly: found.formatOnly,
    schema: planned.pointer,
  })
  const missing = defect({ name: 'missing', place: '', keyword: 'required', also: [], formatOnly: false })
  const omissible = parameter.required && parameter.in !== 'path'
  const wire = parameter.contentType === undefined
  // How deepObject writes an object within an object is undefined, so a server may read it as it likes.
  const shallow = ({ place }: SchemaDefect): boolean =>
    parameter.style !== 'deepObject' || place.split('/').length <= 2
  const wrong = attempted(() => defectsOf(schema, { wire, also: travels, taste }).filter(shallow))
  return [
    ...(omissible
      ? [
          {
            defect: missing,
            inputs: valid.map((input) => ({ input: withoutParameter(input, planned), defect: missing })),
          },
        ]
      : []),
    ...wrong.map((found) =>
      withDefect(defect(found), valid, found.values, (input, value) => withParameter(input, planned, value)),
    ),
  ]
}

function ofBody(
  plan: Plan,
  body: PlannedBody,
  valid: fc.Arbitrary<OperationInput>,
): readonly DefectiveInputs[] {
  const { mediaType } = body
  const json = isJson(mediaType)
  const defect = (
    name: string,
    keyword: string,
    place: string,
    formatOnly: boolean,
    also: readonly string[] = [],
  ): Defect => ({
    name: `body${place === '' ? '' : ` ${place}`}: ${name}`,
    part: 'body',
    place,
    keyword,
    also,
    formatOnly,
    schema: body.pointer,
  })
  const rewrite = plan.given.body
  const options = { wire: !json, also: body.travels, ...(rewrite === undefined ? {} : { rewrite }) }
  // Where the document says nothing of the body, nothing is wrong with any.
  const stated = body.media.schema !== undefined
  const found = stated ? attempted(() => defectsOf(body.schema, options)) : []
  // Where there need be no body, null is what many take for none.
  const telling = found.filter(({ place, keyword }) => body.required || place !== '' || keyword !== 'null')
  const wrong: DefectiveInputs[] = telling.map((one) =>
    withDefect(
      defect(one.name, one.keyword, one.place, one.formatOnly, one.also),
      valid,
      one.values,
      (input, value) => withBody(input, { mediaType, value }),
    ),
  )
  if (body.required) {
    const missing = defect('missing', 'required', '', false)
    const empty = defect('empty', 'empty-body', '', false)
    wrong.push({
      defect: missing,
      inputs: valid.map((input) => ({ input: withBody(input, undefined), defect: missing })),
    })
    // Of text or bytes there may be none.
    if (json || mediaType.startsWith('multipart/'))
      wrong.push({
        defect: empty,
        inputs: valid.map((input) => ({ input: withBody(input, { mediaType, text: '' }), defect: empty })),
      })
  }
  if (!json) return wrong
  const texts = bodyValues(plan)
  const broken = malformed.map(({ name, text }) =>
    withDefect(defect(name, 'malformed-json', '', false), valid, texts.map(text), (input, value) =>
      withBody(input, { mediaType, text: value }),
    ),
  )
  return [...wrong, ...broken]
}

function withDefect<Wrong extends JsonValue>(
  defect: Defect,
  valid: fc.Arbitrary<OperationInput>,
  wrong: fc.Arbitrary<Wrong>,
  put: (input: OperationInput, wrong: Wrong) => OperationInput,
): DefectiveInputs {
  return {
    defect,
    inputs: fc.tuple(valid, wrong).map(([input, value]) => ({ input: put(input, value), defect })),
  }
}

function withBody(input: OperationInput, body: InputBody | undefined): OperationInput {
  const { path, query, header, cookie } = input
  const rest = { path, query, header, cookie }
  return body === undefined ? rest : { ...rest, body }
}

/** An optional part without any valid value has no defects to offer either. */
function attempted(find: () => readonly SchemaDefect[]): readonly SchemaDefect[] {
  try {
    return find()
  } catch (error) {
    if (error instanceof Unsatisfiable) return []
    throw error
  }
}

import { expect, test } from 'vitest'
import { operationByKey } from '../../src/contract/lookup.ts'
import { loadContract } from '../../src/contract/load.ts'
import { creationName, ordinaryCreation } from '../../src/run/creation.ts'

test('creations that ask for different things have different names, however many there are', async () => {
  const contract = await loadContract('specs/avido/openapi.yaml')
  const operation = operationByKey(contract, 'POST /v0/api-keys')!
  const named = (name: string, lengthen: boolean): string =>
    creationName(operation, {
      input: {
        path: {},
        query: {},
        header: {},
        cookie: {},
        body: { mediaType: 'application/json', value: { name } },
      },
      lengthen,
    })
  const names = Array.from({ length: 20_000 }, (_, at) => named(`key ${at}`, at % 2 === 0))
  expect(new Set([...names, ordinaryCreation(operation)]).size).toBe(20_001)
  expect(named('key 0', true)).toBe(names[0])
  expect(named('key 0', false)).not.toBe(names[0])
})

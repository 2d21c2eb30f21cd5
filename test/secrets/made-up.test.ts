import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { globSync } from 'tinyglobby'
import { expect, it } from 'vitest'
import { isMadeUp, withoutMadeUp } from '../../src/secrets/made-up.ts'

it.each([
  randomUUID(),
  '17',
  '64b7f0c2e1a2b3c4d5e6f708',
  'key_01HZX3J5K7M9P2Q4R6S8T0V1W3',
  'keyproof-1a2b3c4d-12',
  '<secret:k1>',
])('%s is made up', (name) => {
  expect(isMadeUp(name)).toBe(true)
  expect(withoutMadeUp(`/keys/${name}/hint`)).toBe('/keys/*/hint')
})

it('no name of a member in the documents here is', () => {
  const names = globSync(['specs/**/*.yaml', 'test/run/documents/*.yaml']).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^\s*([A-Za-z_]\w*):/gm)].map(([, name]) => name!),
  )
  expect(names.length).toBeGreaterThan(100)
  expect(names.filter(isMadeUp)).toEqual([])
  expect(['sha256Fingerprint', 'oauth2Base64Token', 'address_line_2', 'x5t#S256'].filter(isMadeUp)).toEqual(
    [],
  )
})

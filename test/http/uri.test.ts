import { expect, test } from 'vitest'
import { asTarget, joinUrl } from '../../src/http/uri.ts'

test.each([
  ['http://h', '/keys', 'http://h/keys'],
  ['http://h/', '/keys', 'http://h/keys'],
  ['http://h/v1', '/keys?x=1', 'http://h/v1/keys?x=1'],
  ['http://h:8080/v1/', '/keys/', 'http://h:8080/v1/keys/'],
  ['http://h/v1', '', 'http://h/v1'],
  ['http://h/v1/', '?x=1', 'http://h/v1?x=1'],
  ['http://h', '', 'http://h/'],
  ['http://h', '?x=1', 'http://h/?x=1'],
  ['http://h/v1', 'keys', 'http://h/v1/keys'],
  ['http://h/v1', '//keys', 'http://h/v1//keys'],
  ['http://h/v1', '/../keys', 'http://h/v1/../keys'],
  ['http://[::1]:80/v1?ignored=1', '/keys', 'http://[::1]/v1/keys'],
])('%s and %s', (base, path, expected) => {
  expect(joinUrl(base, path)).toBe(expected)
})

test('a request target is visible ASCII, and nothing else of it changes', () => {
  expect(asTarget('/a b/é?x=%zz&y=[1]#z')).toBe('/a%20b/%C3%A9?x=%zz&y=[1]#z')
  expect(asTarget('/\ud800\u0000')).toBe('/%EF%BF%BD%00')
})

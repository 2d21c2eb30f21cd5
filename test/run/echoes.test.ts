import { expect, it } from 'vitest'
import type { JsonValue, KeyResource } from '../../src/contract/types.ts'
import { echoesOf } from '../../src/run/echoes.ts'
import { plainContract } from './plain-keys.ts'

const resource: KeyResource = plainContract().keyResources[0]!
const properties = {
  name: { type: 'string' },
  kind: { type: 'string', enum: ['live', 'test'] },
  team: { type: 'string', format: 'uuid' },
  description: { type: 'string' },
}

const failures = (
  sent: Readonly<Record<string, JsonValue>>,
  got: Readonly<Record<string, JsonValue>>,
): readonly string[] =>
  echoesOf(
    resource,
    { type: 'object', properties },
    { name: 'one', ...sent },
    { id: '1', secret: 's', ...got },
  ).map(({ place, failure }) => `${place} ${failure}`)

it.each([
  ['a set in another order', { tags: ['a', 'b'] }, { tags: ['b', 'A'] }, null],
  ['a set with more', { scopes: ['read'] }, { scopes: ['read', 'write'] }, 'widened'],
  ['a set with less', { scopes: ['read', 'write'] }, { scopes: ['read'] }, 'lost'],
  ['a set that is gone', { scopes: ['read'] }, { scopes: null }, 'lost'],
  ['another set', { scopes: ['logs'] }, { scopes: ['users'] }, 'changed'],
  ['all for one', { scopes: ['read'] }, { scopes: ['all'] }, 'widened'],
  [
    'a right to read that goes with writing',
    { scopes: ['write:notes'] },
    { scopes: ['read:notes', 'write:notes'] },
    null,
  ],
  ['rights that go with all', { scopes: ['all', 'read'] }, { scopes: ['all'] }, null],
  [
    'a right to write beside reading',
    { scopes: ['notes:read'] },
    { scopes: ['notes:read', 'notes:write'] },
    'widened',
  ],
  ['a switch', { enabled: true }, { enabled: true }, null],
  ['a switch turned', { enabled: false }, { enabled: true }, 'changed'],
  ['a choice in other letters', { kind: 'live' }, { kind: 'LIVE' }, null],
  ['another choice', { kind: 'live' }, { kind: 'test' }, 'changed'],
  ['another id', { team: 'a-1' }, { team: 'b-2' }, 'changed'],
  ['a text that is gone', { description: 'for CI' }, { description: null }, 'lost'],
  ['a limit that is gone', { budget: 50 }, { budget: null }, 'lost'],
  ['a text cut short', { description: 'for CI' }, { description: 'for' }, 'changed'],
] as const)('tells of %s', (_what, sent, got, failure) => {
  expect(failures(sent, got)).toEqual([`/${Object.keys(got)[0]} ${failure}`])
})

it.each([
  ['the name', { name: 'one' }, { name: 'two' }],
  ['secrets', { client_secret: 'a' }, { client_secret: 'b' }],
  ['times', { expires_in: 'P1D', ttl: 5 }, { expires_in: null, ttl: 4 }],
  ['texts that may have many forms', { cidr: '10.0.0.1' }, { cidr: '10.0.0.1/32' }],
  ['addresses', { allowed: ['10.0.0.1'] }, { allowed: ['10.0.0.1/32'] }],
  ['the kind of object', { kind: 'live' }, { kind: 'api_key' }],
  ['what the answer leaves out', { kind: 'live' }, {}],
  ['sets of what is no text', { rules: [{ a: 1 }] }, { rules: [] }],
] as const)('says nothing of %s', (_what, sent, got) => {
  expect(failures(sent, got)).toEqual([])
})

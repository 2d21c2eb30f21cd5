import { expect, it } from 'vitest'
import type { KeyRecord } from '../../src/mock/ledger.ts'
import { createView } from '../../src/mock/view.ts'
import { keyApi } from './documents.ts'

const record: KeyRecord = {
  serial: 1,
  resource: '',
  account: 'a',
  tenant: 't',
  scheme: 'key',
  id: 'id-1',
  digest: '',
  name: null,
  head: 'abcd',
  tail: 'wxyz',
  members: { spec: { label: 'as asked for' } },
  createdAt: 0,
  updatedAt: 0,
  expiresAt: null,
  expiryText: null,
  revokedAt: null,
  lastUsedAt: null,
}

it('a key is shown in a body of its own, where its secret stands in what was asked for', () => {
  const [resource] = keyApi().keyResources
  const viewOf = (scene: 'issue' | 'item') =>
    createView({
      scene,
      model: { id: 'a', spec: { label: 'a', secret: 'a' } },
      isValid: () => true,
      places: {
        secret: scene === 'issue' ? ['/spec/secret'] : [],
        masked: [],
        id: '/id',
        name: null,
        expiry: null,
      },
      knowledge: {
        resource: resource!,
        requestMembers: new Set(['spec']),
        tenantNames: new Set(),
        words: {},
        turned: undefined,
      },
      sampleId: 'a',
      sampleSecret: 'a',
    })
  const issued = viewOf('issue')({ record, secret: 'abcd-the-secret-wxyz', now: 0 })
  const listed = viewOf('item')({ record, secret: null, now: 0 })
  expect(issued).toEqual({ id: 'id-1', spec: { label: 'as asked for', secret: 'abcd-the-secret-wxyz' } })
  expect(listed).toEqual({ id: 'id-1', spec: { label: 'as asked for', secret: 'abcd****wxyz' } })
  expect(record.members).toEqual({ spec: { label: 'as asked for' } })
})

it.each([
  ['date-time', '2026-01-15T09:30:00Z', '2026-03-01T10:00:00.000Z'],
  ['number', 1768469400, Date.UTC(2026, 2, 1, 10) / 1000],
])('a key that must tell a last use, as a %s, tells of none since it was made', (_kind, sample, told) => {
  const view = createView({
    scene: 'item',
    model: { id: 'a', last_used: sample },
    isValid: (body) => typeof (body as { readonly last_used?: unknown } | null)?.last_used === typeof sample,
    places: { secret: [], masked: [], id: '/id', name: null, expiry: null },
    knowledge: {
      resource: keyApi().keyResources[0]!,
      requestMembers: new Set(),
      tenantNames: new Set(),
      words: {},
      turned: undefined,
    },
    sampleId: 'a',
    sampleSecret: 'a',
  })
  const made = { ...record, createdAt: Date.UTC(2026, 2, 1, 10) }
  expect(view({ record: made, secret: null, now: made.createdAt })).toEqual({
    id: 'id-1',
    last_used: told,
  })
})

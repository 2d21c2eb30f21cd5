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

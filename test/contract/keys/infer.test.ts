import { describe, expect, it } from 'vitest'

import type { KeyResource } from '../../../src/contract/types.ts'
import { BORN_WITH_KEYS } from './born-with-keys.ts'
import { DECOYS } from './decoys.ts'
import { contractOf } from './documents.ts'
import { NAMESAKES, NAMINGS } from './namings.ts'
import { type Expected, SHAPES } from './shapes.ts'
import { TOLD, TOLD_OTHERWISE } from './told.ts'

describe('key resources are found', () => {
  it.each([...SHAPES, ...NAMINGS, ...BORN_WITH_KEYS, ...TOLD])('$title', ({ document, expected }) => {
    expect(contractOf(document).keyResources.map(told)).toEqual(expected)
  })
})

describe('what is no key resource is left alone', () => {
  it.each([...DECOYS, ...NAMESAKES, ...TOLD_OTHERWISE])('$title', ({ document }) => {
    expect(contractOf(document).keyResources.map(told)).toEqual([])
  })
})

function told(resource: KeyResource): Expected {
  const roles = Object.entries(resource.roles).map(([role, binding]) => [role, binding.operation])
  const { id } = resource
  const place = id === null ? null : 'pointer' in id ? id.pointer : 'from list'
  return { ...(Object.fromEntries(roles) as { create: string }), secret: resource.secret.pointer, id: place }
}

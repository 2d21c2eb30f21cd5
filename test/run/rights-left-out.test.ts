import { expect, it } from 'vitest'
import { isOfRights } from '../../src/run/rights-left-out.ts'

it.each([
  'scopes',
  'permissions',
  'orgCapabilities',
  'datasetCapabilities',
  'role',
  'role_names_roles',
  'access',
  'accessLevel',
  'rights',
])('%s asks for rights', (name) => {
  expect(isOfRights(name)).toBe(true)
})

it.each([
  'copyright',
  'bright',
  'telescope',
  'retention_policy',
  'rotationPolicy',
  'rate_limit_policy',
  'last_access',
  'public_access',
  'ipAccess',
  'networkAccess',
  'name',
])('%s does not', (name) => {
  expect(isOfRights(name)).toBe(false)
})

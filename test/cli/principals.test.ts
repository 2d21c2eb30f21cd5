import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readPrincipals } from '../../src/cli/principals.ts'
import { loadContract } from '../../src/contract/load.ts'
import { project, spec } from './keyproof.ts'

const contracts = [await loadContract(spec('vued')), await loadContract(spec('avido'))]
const read = (...texts: readonly string[]): ReturnType<typeof readPrincipals> =>
  readPrincipals(texts, contracts, { OTHER_KEY: 'from-the-environment' }, '.')

test('credentials and parameters of a second account are gathered under its name, from wherever a credential may come', async () => {
  await using place = project()
  writeFileSync(join(place.folder, 'org.txt'), ' 5e1f\n')
  const given = [
    'other:bearerAuth=env:OTHER_KEY',
    'other:ApplicationId=file:org.txt',
    'other:{org_id}=file:org.txt',
  ]
  expect(readPrincipals(given, contracts, { OTHER_KEY: 'from-the-environment' }, place.folder)).toEqual([
    {
      name: 'other',
      credentials: { bearerAuth: 'from-the-environment', ApplicationId: '5e1f' },
      parameters: { org_id: '5e1f' },
    },
  ])
})

test('a credential that stands in clear is warned of', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    expect(read('other:ApiKey=a=b', 'other:{org_id}=a:b')).toEqual([
      { name: 'other', credentials: { ApiKey: 'a=b' }, parameters: { org_id: 'a:b' } },
    ])
    expect(write).toHaveBeenCalledTimes(1)
  } finally {
    write.mockRestore()
  }
})

test.each([
  [
    'other:bearerAut=env:OTHER_KEY',
    'No document declares a security scheme named bearerAut.',
    'Did you mean bearerAuth?',
  ],
  ['other:{org_ids}=5', 'No document has a parameter named org_ids.', 'Did you mean org_id?'],
  [
    'other:{org_id}=5',
    'The principal other has parameters, but no credential.',
    '--principal other:ApiKey=env:OTHER_KEY',
  ],
  ['bearerAuth=env:OTHER_KEY', 'A principal lacks its name.', 'NAME:SCHEME=VALUE'],
  ['other:bearerAuth', 'A credential lacks its security scheme.', 'SCHEME=VALUE'],
  ['other:bearerAuth=env:NO_SUCH', 'NO_SUCH, which is not set', 'Set NO_SUCH'],
])('%s is refused', (text, message, hint) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(message) as unknown,
      hint: expect.stringContaining(hint) as unknown,
    }),
  )
})

test('what may be a secret is not repeated', () => {
  for (const text of ['sk-live-3f9c', 'other:sk-live-3f9c=', 'other:sk-live-3f9c', 'other:{sk-live-3f9c}=x'])
    expect(() => read(text)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('3f9c') as unknown }),
    )
})

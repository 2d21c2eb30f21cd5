import { expect, it } from 'vitest'
import { onceSentence } from '../../../src/contract/keys/reveal-prose.ts'

it.each([
  'The `key` is shown in this response only.',
  'The access token and the refresh token are returned in this response only.',
  'The secret is returned in the response only.',
  '`plain_text` is available here only.',
  'It is available once, in the response of the creation.',
])('reads as shown once: %s', (text) => {
  expect(onceSentence([{ text: `Makes a key. ${text}`, pointer: '/x' }], true)).toEqual({
    quote: text,
    pointer: '/x',
  })
})

it.each([
  'The key is shown in this response.',
  'It is available once the account is verified.',
  'The token is returned once created.',
  'It is returned once authentication succeeds.',
  'The message is shown in the response to admins only.',
])('does not read as shown once: %s', (text) => {
  expect(onceSentence([{ text, pointer: '' }], true)).toBeUndefined()
})

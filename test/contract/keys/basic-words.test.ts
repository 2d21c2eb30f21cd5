import { describe, expect, it } from 'vitest'
import { basicUse } from '../../../src/contract/keys/basic-words.ts'

describe('how HTTP Basic takes a key', () => {
  it.each([
    ['username `api`, password your API key', { kind: 'password', user: 'api' }],
    [
      'Basic auth with the username `api` and the API key as the password.',
      { kind: 'password', user: 'api' },
    ],
    ['Give any string as your username and the API key as the password.', { kind: 'password', user: 'any' }],
    ['Basic, with the key ID as the username and the key secret as the password.', { kind: 'pair' }],
    ['The API key as user name and the API secret as password.', { kind: 'pair' }],
    ['Use key ID and key secret obtained in the console.', { kind: 'pair' }],
    ['Send `Authorization: Basic {api_key:api_secret}`, in base64.', { kind: 'pair' }],
    ['Username: the API key. Password: the API secret.', { kind: 'user name' }],
    ['Username is the API key, password is the API secret', { kind: 'pair' }],
    ['Give your API key as the basic auth username. No password is needed.', { kind: 'user name' }],
    ['Your API key is the username; X is the password', { kind: 'user name' }],
    ['Use your API key as the username and X as the password', { kind: 'user name' }],
    ['Username: your API key; leave the password empty', { kind: 'user name' }],
  ])('is read from: %s', (words, use) => {
    expect(basicUse(words)).toEqual(use)
  })

  it.each([
    'HTTP basic authentication',
    'Your username and password',
    'Log in with username and password to get a token',
    'Username is your email and password is your API token',
    'The user name is "admin" and the password is the one you chose',
  ])('is not made out of: %s', (words) => {
    expect(basicUse(words)).toBeNull()
  })
})

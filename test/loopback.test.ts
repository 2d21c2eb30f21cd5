import { expect, it } from 'vitest'
import { isLoopback } from '../src/loopback.ts'

it.each([
  'localhost',
  'LOCALHOST',
  'api.localhost',
  '127.0.0.1',
  '127.8.9.1',
  '::1',
  '[::1]',
  '::ffff:127.0.0.1',
])('%s is this machine', (host) => expect(isLoopback(host)).toBe(true))

it.each([
  'localhost.example.com',
  'localhost-ci.example.com',
  '127.example.com',
  '127.0.0.1.nip.io',
  '10.0.0.1',
  '',
])('%j is another', (host) => expect(isLoopback(host)).toBe(false))

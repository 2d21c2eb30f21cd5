import { KeyproofError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import type { Target } from './types.ts'

/** A server that is there already: its URL takes the place of the document's `servers` entry whole. */
export function liveTarget(url: string): Target {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch (error) {
    // It may hold a password, and then is not repeated.
    throw new KeyproofError(
      'usage',
      `The target ${/[@?]/.test(url) ? 'given' : JSON.stringify(url)} is neither mock, prism nor a URL.`,
      `${suggestion(url, ['mock', 'prism']) ?? ''} Give a base URL such as https://staging.example.com/v1.`.trim(),
      error,
    )
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    throw new KeyproofError(
      'usage',
      `The target ${parsed.protocol}// cannot be reached over HTTP.`,
      'Give a base URL that begins with http:// or https://.',
    )
  if (parsed.username !== '' || parsed.password !== '')
    throw new KeyproofError(
      'usage',
      'The target URL holds a user name or password.',
      'Leave it out of the URL and give it with --credential.',
    )
  if (parsed.search !== '' || parsed.hash !== '')
    throw new KeyproofError(
      'usage',
      `The target URL has a ${parsed.search === '' ? 'fragment' : 'query'}, which no request would carry.`,
      'Leave it out of the URL; a parameter for every request that declares it is given with --param NAME=VALUE.',
    )
  return {
    kind: 'live',
    url: parsed.href.replace(/\/+$/, ''),
    stateful: true,
    ephemeral: false,
    credentials: {},
    limits: [],
    avoid: {},
    log: () => '',
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

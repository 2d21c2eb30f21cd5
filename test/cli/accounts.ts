import type { Account } from '../servers/server.ts'
import { spec } from './keyproof.ts'

/** How a user names a server, its credentials and the account's own parameters. */
export interface Invocation {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** `run` on a vendor's document against a server, its credentials in environment variables. */
export function runAgainst(
  vendor: string,
  server: Account & { readonly url: string },
  ...more: readonly string[]
): Invocation {
  const credentials = Object.entries(server.credentials)
  return {
    args: [
      'run',
      spec(vendor),
      '--target',
      server.url,
      ...credentials.flatMap(([scheme]) => ['--credential', `${scheme}=env:${variable(scheme)}`]),
      ...Object.entries(server.params).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
      ...more,
    ],
    env: Object.fromEntries(credentials.map(([scheme, value]) => [variable(scheme), value])),
  }
}

function variable(scheme: string): string {
  return `TEST_${scheme.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
}

import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

/** An OpenID provider on loopback at which clients register themselves (RFC 7591) and manage their registration (RFC 7592). */
export interface OidcServer extends AsyncDisposable {
  readonly url: string
  /** Allows clients to be registered. */
  readonly initialAccessToken: string
  /** Clients that are registered. */
  clients(): number
}

/** Starts oidc-provider with everything in memory. */
export async function startOidcProvider(): Promise<OidcServer> {
  const stores = new Map<string, Map<string, Stored>>()
  const initialAccessToken = 'only-for-tests-initial-access-token'
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const provider = new Provider(url, {
    jwks: { keys: [privateKey.export({ format: 'jwk' })] },
    cookies: { keys: ['only-for-tests'] },
    // Its own makes pages of HTML and a notice on the console.
    renderError: (ctx: { body: unknown }, out: object) => {
      ctx.body = out
    },
    adapter: (name: string) => memory(stores, name),
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true, initialAccessToken },
      registrationManagement: { enabled: true, rotateRegistrationAccessToken: false },
    },
  })
  provider.silent = true
  const handle = provider.callback() as (request: IncomingMessage, response: ServerResponse) => void
  server.on('request', handle)
  return {
    url,
    initialAccessToken,
    clients: () => stores.get('Client')?.size ?? 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Stored = Record<string, unknown>

/** The part of an adapter that registration calls. */
function memory(stores: Map<string, Map<string, Stored>>, name: string): object {
  const store = stores.get(name) ?? new Map<string, Stored>()
  stores.set(name, store)
  return {
    upsert: (id: string, value: Stored) => Promise.resolve(void store.set(id, value)),
    find: (id: string) => Promise.resolve(store.get(id)),
    destroy: (id: string) => Promise.resolve(void store.delete(id)),
  }
}

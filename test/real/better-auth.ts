import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { apiKey } from '@better-auth/api-key'
import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import { bearer, openAPI } from 'better-auth/plugins'

/** A better-auth server on loopback, with one user who is signed in. */
export interface BetterAuthServer extends AsyncDisposable {
  /** Base URL of its operations. */
  readonly url: string
  /** URL of the OpenAPI document it makes itself. */
  readonly document: string
  /** Token of the user's session, for its bearer plugin. */
  readonly session: string
  /** A key of the user's, made before any run. */
  readonly key: string
  /** Keys it holds beside that one. */
  keys(): number
}

/** Starts better-auth with keys that may be used at will, or, `limited`, as often as its default allows: ten times a day. */
export async function startBetterAuth(
  options: { readonly limited?: boolean } = {},
): Promise<BetterAuthServer> {
  const database = new DatabaseSync(':memory:')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const url = `${origin}/api/auth`
  const settings = {
    database,
    baseURL: origin,
    secret: 'only-for-tests-only-for-tests-only-for-tests',
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    // Under a test runner it makes an address up; anywhere else it has none unless a proxy tells it.
    advanced: { ipAddress: { disableIpTracking: true } },
    plugins: [
      openAPI(),
      bearer(),
      apiKey({
        enableSessionForAPIKeys: true,
        ...(options.limited === true ? {} : { rateLimit: { enabled: false } }),
      }),
    ],
  } satisfies BetterAuthOptions
  await (await getMigrations(settings)).runMigrations()
  const handle = toNodeHandler(betterAuth(settings))
  // Its adapter cannot express methods such as TRACE and throws, which would end the process.
  server.on('request', (request, response) => {
    handle(request, response).catch(() => response.writeHead(501).end())
  })
  const post = async (
    path: string,
    body: object,
    headers: Record<string, string> = {},
  ): Promise<Record<string, string>> => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    if (!answer.ok)
      throw new Error(`better-auth answers ${path} with ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Record<string, string>
  }
  const { token: session } = await post('/sign-up/email', {
    email: 'kay@example.com',
    password: 'correct horse battery',
    name: 'Kay',
  })
  const { key } = await post(
    '/api-key/create',
    { name: 'made by hand' },
    { authorization: `Bearer ${session}` },
  )
  return {
    url,
    document: `${url}/open-api/generate-schema`,
    session: session!,
    key: key!,
    keys: () => Number(database.prepare('select count(*) as n from apikey').get()?.['n']) - 1,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      database.close()
    },
  }
}

import { readFileSync } from 'node:fs'
import { createServer as createPlain } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { connect, createServer as createTcp, type AddressInfo, type Server } from 'node:net'
import { describe, expect, it } from 'vitest'
import { proxyFor } from '../../src/cli/transport.ts'
import { createClient } from '../../src/http/client.ts'
import type { RequestTemplate } from '../../src/http/exchange.ts'
import type { Transport } from '../../src/http/transport.ts'

const pem = (name: string): string =>
  readFileSync(new URL(`./fixtures/localhost.${name}.pem`, import.meta.url), 'utf8')

interface Listening extends AsyncDisposable {
  readonly port: number
}

async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

const echo = (
  request: {
    readonly method?: string | undefined
    readonly url?: string | undefined
    readonly rawHeaders: readonly string[]
  },
  response: { end(text: string): unknown },
): void =>
  void response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.rawHeaders }))

/** A proxy that opens tunnels, unless told to refuse them. */
async function proxy(status = 200): Promise<Listening & { readonly asked: readonly string[] }> {
  const asked: string[] = []
  const server = createTcp((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (chunk) => {
      const text = chunk.toString('latin1')
      asked.push(text)
      const [, host = '', port = ''] = /^CONNECT ([^ :]+):(\d+) /.exec(text) ?? []
      if (status !== 200 || host === '') {
        socket.end(`HTTP/1.1 ${status === 200 ? 405 : status} No\r\nContent-Length: 0\r\n\r\n`)
        return
      }
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        onward.pipe(socket).pipe(onward)
      })
      onward.on('error', () => socket.destroy())
    })
  })
  return { ...(await listening(server)), asked }
}

const plain: RequestTemplate = { operation: null, method: 'GET', path: '/a?b=c', headers: [['X-One', '1']] }
const raw: RequestTemplate = {
  ...plain,
  headers: [
    ['x-ODD', '1'],
    ['x-odd', '2'],
  ],
  raw: true,
}

async function send(
  baseUrl: string,
  request: RequestTemplate,
  transport: Transport,
): Promise<{ readonly status: number; readonly body: string }> {
  await using client = createClient({
    baseUrl,
    timeoutMs: 3_000,
    maxBodyBytes: 100_000,
    fill: (text) => text,
    transport,
  })
  return await client.send(request)
}

describe('a proxy', () => {
  it.each([
    ['the client', plain],
    ['the raw writer', raw],
  ] as const)(
    'is what %s goes through, by a tunnel, with its own credential kept to it',
    async (_who, request) => {
      await using target = await listening(createPlain(echo))
      await using through = await proxy()
      const base = `http://127.0.0.1:${target.port}`
      const answer = await send(base, request, { proxy: `http://user:p%40ss@127.0.0.1:${through.port}` })
      expect(through.asked).toHaveLength(1)
      expect(through.asked[0]).toMatch(new RegExp(`^CONNECT 127\\.0\\.0\\.1:${target.port} HTTP/1\\.1\r\n`))
      expect(through.asked[0]?.toLowerCase()).toContain(
        `proxy-authorization: basic ${Buffer.from('user:p@ss').toString('base64')}`.toLowerCase(),
      )
      expect(answer.body).not.toContain('roxy-')
      const seen = JSON.parse(answer.body) as { readonly url: string; readonly headers: readonly string[] }
      expect(seen.url).toBe('/a?b=c')
      if (request.raw === true) expect(seen.headers).toEqual(expect.arrayContaining(['x-ODD', 'x-odd']))
    },
  )

  it.each([plain, raw])('that refuses is never bypassed', async (request) => {
    let reached = 0
    await using target = await listening(
      createPlain((incoming, response) => ((reached += 1), echo(incoming, response))),
    )
    await using through = await proxy(403)
    await expect(
      send(`http://127.0.0.1:${target.port}`, request, { proxy: `http://127.0.0.1:${through.port}` }),
    ).rejects.toMatchObject({ name: 'TargetTrouble' })
    expect(reached).toBe(0)
  })

  it('is chosen by the usual variables', () => {
    const env = {
      HTTPS_PROXY: 'http://one:1',
      http_proxy: 'two:2',
      NO_PROXY: 'internal.example, .corp.example,api.example:8443',
    }
    expect(proxyFor('https://api.example/v1', env)).toBe('http://one:1')
    expect(proxyFor('http://api.example/v1', env)).toBe('http://two:2')
    for (const target of [
      'https://internal.example',
      'https://a.corp.example',
      'https://api.example:8443',
      'http://localhost:1',
      'http://127.0.0.1:1',
      'mock',
      'prism',
    ])
      expect(proxyFor(target, env)).toBeNull()
    expect(proxyFor('https://internal.example.org', env)).toBe('http://one:1')
    expect(proxyFor('https://api.example', { ...env, NO_PROXY: '*' })).toBeNull()
    expect(() => proxyFor('https://api.example', { HTTPS_PROXY: 'socks5://x:1' })).toThrow('HTTPS_PROXY')
  })
})

describe('certificates', () => {
  it.each([plain, raw])(
    'are checked against the usual authorities, those given, or not at all',
    async (request) => {
      await using target = await listening(createSecure({ key: pem('key'), cert: pem('cert') }, echo))
      const base = `https://127.0.0.1:${target.port}`
      await expect(send(base, request, {})).rejects.toMatchObject({
        name: 'TargetTrouble',
        kind: 'unreachable',
      })
      expect((await send(base, request, { ca: [pem('cert')] })).status).toBe(200)
      expect((await send(base, request, { insecure: true })).status).toBe(200)
    },
  )

  it.each([plain, raw])('of the client are shown to a target that asks for one', async (request) => {
    await using target = await listening(
      createSecure(
        {
          key: pem('key'),
          cert: pem('cert'),
          ca: [pem('cert')],
          requestCert: true,
          rejectUnauthorized: true,
        },
        echo,
      ),
    )
    const base = `https://127.0.0.1:${target.port}`
    const ca = [pem('cert')]
    await expect(send(base, request, { ca })).rejects.toMatchObject({ name: 'TargetTrouble' })
    expect((await send(base, request, { ca, cert: pem('cert'), key: pem('key') })).status).toBe(200)
  })

  it('are checked behind a proxy too', async () => {
    await using target = await listening(createSecure({ key: pem('key'), cert: pem('cert') }, echo))
    await using through = await proxy()
    const transport = { proxy: `http://127.0.0.1:${through.port}` }
    for (const request of [plain, raw]) {
      await expect(send(`https://127.0.0.1:${target.port}`, request, transport)).rejects.toMatchObject({
        kind: 'unreachable',
      })
      expect(
        (await send(`https://127.0.0.1:${target.port}`, request, { ...transport, ca: [pem('cert')] })).status,
      ).toBe(200)
    }
  })
})

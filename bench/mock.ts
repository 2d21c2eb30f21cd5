import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { startMock } from '../src/mock/start.ts'

/** Requests a second that two servers answered, each in a process of its own, in turns. */
export interface MockRates {
  /** A node:http server that parses the body and answers with its name, and does nothing else. */
  readonly bare: number
  /** The stateful mock, creating a key with each request. */
  readonly mock: number
}

interface Subject {
  readonly port: number
  readonly headers: Readonly<Record<string, string>>
}

const CONNECTIONS = 16

/** Measures the creation of Avido keys against a bare server: the median of the rounds, each of so many milliseconds. */
export async function benchMock({
  rounds = 5,
  roundMs = 1000,
}: { readonly rounds?: number; readonly roundMs?: number } = {}): Promise<MockRates> {
  const servers = await Promise.all([serveApart('bare'), serveApart('mock')])
  try {
    const [bare, mock] = servers.map(({ subject }) => subject) as [Subject, Subject]
    const rates: { bare: number[]; mock: number[] } = { bare: [], mock: [] }
    // Both are warm before anything counts.
    await drive(bare, roundMs / 2)
    await drive(mock, roundMs / 2)
    for (let round = 0; round < rounds; round++) {
      rates.bare.push(await drive(bare, roundMs))
      rates.mock.push(await drive(mock, roundMs))
    }
    return { bare: median(rates.bare), mock: median(rates.mock) }
  } finally {
    for (const { stop } of servers) stop()
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}

function serveApart(
  kind: 'bare' | 'mock',
): Promise<{ readonly subject: Subject; readonly stop: () => void }> {
  const child = fork(new URL(import.meta.url), [kind], {
    execArgv: process.execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    child.once('message', (subject) => resolve({ subject: subject as Subject, stop: () => child.kill() }))
    child.once('exit', (code) => reject(new Error(`the ${kind} server ended with ${code}`)))
  })
}

let made = 0

/** Sends one request after another on every connection; gives the answers a second. A client this plain leaves the work to the server. */
function drive({ port, headers }: Subject, ms: number): Promise<number> {
  const lines = Object.entries({ host: '127.0.0.1', 'content-type': 'application/json', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const head = `POST /v0/api-keys HTTP/1.1\r\n${lines.join('\r\n')}\r\n`
  const started = performance.now()
  let answers = 0
  const client = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      let received = ''
      const send = (): void => {
        const body = `{"name":"key ${++made}"}`
        socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`)
      }
      socket.setNoDelay(true)
      socket.once('connect', send)
      socket.once('error', reject)
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1')
        const split = received.indexOf('\r\n\r\n')
        if (split === -1) return
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1])
        if (received.length < split + 4 + length) return
        if (!received.startsWith('HTTP/1.1 201')) return reject(new Error(received.split('\r\n', 1)[0]))
        received = ''
        answers++
        if (performance.now() - started < ms) return send()
        socket.destroy()
        resolve()
      })
    })
  return Promise.all(Array.from({ length: CONNECTIONS }, client)).then(
    () => (answers / (performance.now() - started)) * 1000,
  )
}

async function serve(kind: string): Promise<Subject> {
  if (kind === 'mock') {
    const mock = await startMock(new URL('../specs/avido/openapi.yaml', import.meta.url).pathname)
    return {
      port: mock.port,
      headers: {
        'x-api-key': mock.credentials['ApiKey']!,
        'x-application-id': mock.credentials['ApplicationId']!,
      },
    }
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { name } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly name: string }
      const text = JSON.stringify({
        data: {
          id: '123e4567-e89b-42d3-a456-426614174000',
          key: 'avido_00000000000000000000000000000000',
          name,
        },
      })
      response
        .writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
        .end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    headers: { 'x-api-key': 'x'.repeat(38), 'x-application-id': 'x'.repeat(36) },
  }
}

if (process.send !== undefined && (process.argv[2] === 'bare' || process.argv[2] === 'mock'))
  process.send(await serve(process.argv[2]))

import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startMock } from '../src/mock/start.ts'
import { drive } from './drive.ts'
import type { Subject } from './drive.ts'
import type { Usage } from './usage.ts'

/** A server in a process of its own. */
export interface Apart {
  readonly subject: Subject
  readonly usage: (wish?: 'heap') => Promise<Usage>
  readonly stop: () => void
}

/** The document whose create operation is measured. */
export const document: string = fileURLToPath(new URL('../specs/avido/openapi.yaml', import.meta.url))
const own = fileURLToPath(import.meta.url)
const reporting = [...process.execArgv, '--import', new URL('usage.ts', import.meta.url).href]

/** Starts the bare server or the mock. */
export async function startApart(kind: 'bare' | 'mock'): Promise<Apart> {
  const child = fork(own, [kind], { execArgv: reporting, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [subject] = (await Promise.race([once(child, 'message'), endOf(child, kind)])) as [Subject]
  return apart(child, subject)
}

/** Starts the installed Prism by its command line, without a log line for each request. */
export async function startPrismApart(): Promise<Apart> {
  const entry = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js')
  const port = await freePort()
  const child = fork(entry, ['mock', '--port', String(port), '--verboseLevel', 'warn', document], {
    execArgv: reporting,
    env: { ...process.env, SCARF_ANALYTICS: 'false' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const subject = { port, headers: { 'x-api-key': 'x'.repeat(38), 'x-application-id': 'x'.repeat(36) } }
  await Promise.race([ready(subject), endOf(child, 'Prism')])
  return apart(child, subject)
}

function apart(child: ChildProcess, subject: Subject): Apart {
  return {
    subject,
    async usage(wish) {
      child.send(wish ?? 'cpu')
      const [usage] = (await once(child, 'message')) as [Usage]
      return usage
    },
    stop: () => child.disconnect(),
  }
}

async function endOf(child: ChildProcess, name: string): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null]
  throw new Error(`${name} ended with ${code}`)
}

async function ready(subject: Subject): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answered = await drive(subject, { connections: 1, until: { answers: 1 }, status: 201 }).catch(
      () => undefined,
    )
    if (answered !== undefined) return
    await setTimeout(100)
  }
  throw new Error('Prism was not ready within 30 s')
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function serveMock(): Promise<Subject> {
  const mock = await startMock(document)
  return {
    port: mock.port,
    headers: {
      'x-api-key': mock.credentials['ApiKey']!,
      'x-application-id': mock.credentials['ApplicationId']!,
    },
  }
}

/** The least a server can do that reads JSON and answers JSON. */
async function serveBare(): Promise<Subject> {
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
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    headers: { 'x-api-key': 'x'.repeat(38), 'x-application-id': 'x'.repeat(36) },
  }
}

if (process.send !== undefined && process.argv[1] === own)
  process.send(await (process.argv[2] === 'mock' ? serveMock() : serveBare()))

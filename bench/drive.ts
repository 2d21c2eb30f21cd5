import { connect } from 'node:net'

/** Where requests go, and what they must have on them. */
export interface Subject {
  readonly port: number
  readonly headers: Readonly<Record<string, string>>
}

/** What is asked of a subject. */
export interface Load {
  readonly connections: number
  /** The connections stop after so many milliseconds, or so many answers in all. */
  readonly until: { readonly ms: number } | { readonly answers: number }
  /** Status that every answer must have. */
  readonly status: number
  /** Name of the next key; a new one each time unless given. */
  readonly name?: () => string
}

let made = 0

/**
 * Asks for one key after another on every connection, each when the last is answered; gives the answers and
 * the milliseconds they took. A client as plain as this leaves the processor to the server.
 */
export async function drive(
  { port, headers }: Subject,
  { connections, until, status, name = () => `key ${++made}` }: Load,
): Promise<{ readonly answers: number; readonly ms: number }> {
  const lines = Object.entries({ host: '127.0.0.1', 'content-type': 'application/json', ...headers }).map(
    ([header, value]) => `${header}: ${value}`,
  )
  const head = `POST /v0/api-keys HTTP/1.1\r\n${lines.join('\r\n')}\r\n`
  const started = performance.now()
  let answers = 0
  const goesOn = (): boolean =>
    'ms' in until ? performance.now() - started < until.ms : answers < until.answers
  const client = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      let received = ''
      const send = (): void => {
        const body = JSON.stringify({ name: name() })
        socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`)
      }
      socket.setNoDelay(true)
      socket.once('connect', send)
      socket.once('error', reject)
      socket.once('close', () => reject(new Error('the server closed the connection')))
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1')
        const split = received.indexOf('\r\n\r\n')
        if (split === -1) return
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1])
        if (received.length < split + 4 + length) return
        if (!received.startsWith(`HTTP/1.1 ${status}`)) return reject(new Error(received.split('\r\n', 1)[0]))
        received = ''
        answers += 1
        if (goesOn()) return send()
        resolve()
        socket.destroy()
      })
    })
  await Promise.all(Array.from({ length: connections }, client))
  return { answers, ms: performance.now() - started }
}

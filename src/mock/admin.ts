import type { IncomingMessage } from 'node:http'
import { isObject } from '../contract/json.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { isLoopback } from '../loopback.ts'
import { parseStrictJson, receive } from './body.ts'
import type { Answer } from './call.ts'
import { problem } from './refusals.ts'
import type { Mock } from './types.ts'

const PREFIX = '/__keyproof/'

/** What the mock offers about itself. */
export type Administered = Pick<Mock, 'state' | 'reset' | 'clock' | 'faults'>

/**
 * Answers `/__keyproof/`: `GET state`, `POST reset`, `POST clock`, `GET` and `PUT faults`. To callers on this
 * machine alone, and to no web page: whoever asks from elsewhere gets false, as for a path that is not there.
 */
export function answerAdmin(
  mock: Administered,
  request: IncomingMessage,
  path: string,
  done: (answer: Answer) => void,
): boolean {
  if (!path.startsWith(PREFIX) || !fromHere(request)) return false
  const handle = actions(mock)[path.slice(PREFIX.length)]
  if (handle === undefined) {
    done(problem(404, { message: 'There are state, reset, clock and faults.' }))
    return true
  }
  const act = handle[request.method ?? '']
  if (act === undefined) {
    done(
      problem(405, { message: 'Not with this method.', headers: { allow: Object.keys(handle).join(', ') } }),
    )
    return true
  }
  receive(request, 65_536, (received) => {
    if (received === 'aborted') return
    if (received === 'too large') return done(problem(413, { message: 'The body is too large.' }))
    const parsed = received.length === 0 ? { value: undefined } : parseStrictJson(received)
    if ('fault' in parsed) return done(problem(400, { message: parsed.fault }))
    done(attempt(() => act(parsed.value)))
  })
  return true
}

type Action = (body: unknown) => Answer

function actions(mock: Administered): Readonly<Record<string, Readonly<Record<string, Action>> | undefined>> {
  const json = (body: NonNullable<Answer['body']>): Answer => ({
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body,
  })
  const nothing: Answer = { status: 204, headers: {} }
  const faults = (): Answer => json([...mock.faults.list()])
  return {
    state: { GET: () => json(mock.state()) },
    reset: {
      POST() {
        mock.reset()
        return nothing
      },
    },
    clock: {
      POST(body) {
        const wish = isObject(body) ? body : {}
        if (typeof wish['now'] === 'string') mock.clock.set(wish['now'])
        else if (typeof wish['advance'] === 'string') mock.clock.advance(wish['advance'])
        else
          throw new KeyproofError(
            'usage',
            'The clock needs `now` or `advance`.',
            'Send {"now": "2030-01-01T00:00:00Z"} or {"advance": "PT1H"}.',
          )
        return json({ now: mock.clock.now().toISOString() })
      },
    },
    faults: {
      GET: faults,
      PUT(body) {
        if (!Array.isArray(body) || !body.every((name) => typeof name === 'string'))
          throw new KeyproofError(
            'usage',
            'Faults are given as a JSON array of names.',
            'Send [] to plant none.',
          )
        mock.faults.set(body)
        return faults()
      },
    },
  }
}

function attempt(act: () => Answer): Answer {
  try {
    return act()
  } catch (error) {
    const hint = error instanceof KeyproofError ? ` ${error.hint}` : ''
    return problem(400, { message: messageOf(error) + hint })
  }
}

function fromHere({ socket, headers }: IncomingMessage): boolean {
  if (!isLoopback(socket.remoteAddress ?? '')) return false
  // A page in a browser on this machine comes from loopback too; its requests say where they come from.
  const { origin } = headers
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const host = URL.parse(`http://${headers.host ?? ''}`)?.hostname ?? ''
  return isLoopback(host) && (origin === undefined || isLoopback(URL.parse(origin)?.hostname ?? ''))
}

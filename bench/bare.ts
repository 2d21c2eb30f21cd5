import fc from 'fast-check'
import { Pool } from 'undici'
import { isJson, operationByKey, responseFor } from '../src/contract/lookup.ts'
import type { Contract } from '../src/contract/types.ts'
import { validInputs } from '../src/generate/requests.ts'
import type { Served } from './server.ts'

/** Exchanges a second. */
export type Rate = number

/** Requests in flight, for every loop alike. */
export const concurrency = 8

let made = 0

/** What undici alone makes of the server: a name, a request, the text of the answer. */
export function bareLoop(served: Served, ms: number): Promise<Rate> {
  return loop(served, ms, () => ({ body: `{"name":"key ${++made}"}`, judge: () => undefined }))
}

/** The same with what any property-based tester must do: generate, write and read JSON, validate the answer. */
export function leanLoop(served: Served, ms: number, contract: Contract): Promise<Rate> {
  const operation = operationByKey(contract, 'POST /v0/api-keys')!
  const media = Object.entries(responseFor(operation, 201)?.content ?? {}).find(([type]) => isJson(type))?.[1]
  const validate = contract.validator(media!.schema!, 'response')
  const arbitrary = validInputs(contract, operation, { parameters: {} })
  const bodies = (function* (): Generator {
    for (let seed = 1; ; seed++)
      for (const { body } of fc.sample(arbitrary, { seed, numRuns: 100 }))
        yield body !== undefined && 'value' in body ? body.value : {}
  })()
  return loop(served, ms, () => ({
    body: JSON.stringify(bodies.next().value),
    judge: (status, text) => {
      if (status !== 201 || validate(JSON.parse(text)).length > 0)
        throw new Error(`the server answered ${status}: ${text}`)
    },
  }))
}

interface Turn {
  readonly body: string
  readonly judge: (status: number, text: string) => void
}

async function loop({ url, headers }: Served, ms: number, next: () => Turn): Promise<Rate> {
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 })
  const lines = { 'content-type': 'application/json', accept: 'application/json', ...headers }
  const started = performance.now()
  let exchanges = 0
  const work = async (): Promise<void> => {
    while (performance.now() - started < ms) {
      const { body, judge } = next()
      const response = await pool.request({ method: 'POST', path: '/v0/api-keys', headers: lines, body })
      judge(response.statusCode, await response.body.text())
      exchanges += 1
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  const rate = (exchanges / (performance.now() - started)) * 1000
  await pool.close()
  return rate
}

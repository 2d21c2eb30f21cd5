import { isUtf8 } from 'node:buffer'
import type { HeaderLine } from './exchange.ts'
import type { WireResponse } from './body.ts'
import { asTrailers } from './trailers.ts'
import { TargetTrouble, troubleOf } from './trouble.ts'

/** Bytes as they arrive; `undefined` at the end. */
export interface ByteSource {
  next(): Promise<Buffer | undefined>
}

const mostHeaderBytes = 64 * 1024
const mostInterim = 16

/** Reads one HTTP/1.x response: tolerant of bare line feeds, strict about framing and size. */
export async function readResponse(
  source: ByteSource,
  options: { readonly method: string; readonly maxBodyBytes: number; readonly label: string },
): Promise<WireResponse> {
  const input = createInput(source, options.label)
  for (let interim = 0; interim <= mostInterim; interim++) {
    const status = await readStatus(input, options.label)
    const headers = await readHeaders(input)
    if (status >= 100 && status < 200 && status !== 101) continue
    const hasBody =
      options.method !== 'HEAD' &&
      !(options.method === 'CONNECT' && status < 300) &&
      status !== 101 &&
      status !== 204 &&
      status !== 304
    const {
      body,
      cut,
      trailers = [],
    }: Body = hasBody ? await readBody(input, headers, options) : { body: Buffer.alloc(0), cut: false }
    return { status, headers: [...headers, ...asTrailers(trailers)], body, cut }
  }
  throw new TargetTrouble('malformed', options.label, 'too many interim responses')
}

interface Input {
  /** A line without its end; the trouble is `closed` when the connection ends first. */
  line(): Promise<string>
  /** Up to that many bytes, fewer only at the end of the connection. */
  some(most: number): Promise<Buffer | undefined>
  /** Starts a new allowance of header bytes. */
  resetAllowance(): void
}

function createInput(source: ByteSource, label: string): Input {
  let held: Buffer = Buffer.alloc(0)
  let searched = 0
  let allowance = mostHeaderBytes
  async function more(): Promise<boolean> {
    const chunk = await source.next()
    if (chunk === undefined) return false
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    return true
  }
  return {
    async line() {
      for (;;) {
        const end = held.indexOf(10, searched)
        if ((end < 0 ? held.length : end) > allowance) throw new TargetTrouble('too-large', label)
        if (end >= 0) {
          allowance -= end + 1
          const line = held.subarray(0, held[end - 1] === 13 ? end - 1 : end)
          held = held.subarray(end + 1)
          searched = 0
          return line.toString(isUtf8(line) ? 'utf8' : 'latin1')
        }
        searched = held.length
        if (!(await more())) throw new TargetTrouble(held.length > 0 ? 'malformed' : 'closed', label)
      }
    },
    async some(most) {
      if (held.length === 0 && !(await more())) return undefined
      const taken = held.subarray(0, most)
      held = held.subarray(taken.length)
      searched = 0
      return taken
    },
    resetAllowance() {
      allowance = mostHeaderBytes
    },
  }
}

async function readStatus(input: Input, label: string): Promise<number> {
  const line = await input.line()
  const status = /^HTTP\/1\.\d +(\d{3})(?: |$)/.exec(line)?.[1]
  if (status === undefined) throw new TargetTrouble('malformed', label, 'no status line')
  return Number(status)
}

async function readHeaders(input: Input): Promise<HeaderLine[]> {
  const lines: [name: string, value: string][] = []
  input.resetAllowance()
  for (;;) {
    const line = await input.line()
    if (line === '') return lines
    const last = lines.at(-1)
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] = `${last[1]} ${line.trim()}`.trim()
      continue
    }
    const colon = line.indexOf(':')
    // A line without a colon is kept as a name: rules on headers should see it.
    lines.push(colon < 0 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()])
  }
}

interface Body {
  readonly body: Buffer
  readonly cut: boolean
  readonly trailers?: readonly HeaderLine[]
}

async function readBody(
  input: Input,
  headers: readonly HeaderLine[],
  { maxBodyBytes, label }: { readonly maxBodyBytes: number; readonly label: string },
): Promise<Body> {
  const values = (name: string): string[] =>
    headers.filter(([candidate]) => candidate.toLowerCase() === name).map(([, value]) => value)
  if (/(?:^|,)\s*chunked\s*$/i.test(values('transfer-encoding').join(','))) {
    return readChunks(input, maxBodyBytes, label)
  }
  const lengths = new Set(
    values('content-length').flatMap((value) => value.split(',').map((one) => one.trim())),
  )
  const [length] = lengths
  if (length === undefined) return take(input, Number.POSITIVE_INFINITY, maxBodyBytes, label)
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) {
    throw new TargetTrouble('malformed', label, 'content-length is not one number')
  }
  return take(input, Number(length), maxBodyBytes, label)
}

async function take(input: Input, length: number, most: number, label: string): Promise<Body> {
  const chunks: Buffer[] = []
  const wanted = Math.min(length, most)
  let left = wanted
  while (left > 0) {
    let chunk: Buffer | undefined
    try {
      chunk = await input.some(left)
    } catch (error) {
      if (length !== Number.POSITIVE_INFINITY || troubleOf(error, label)?.kind !== 'reset') throw error
      // A reset ends a body without a length as a close does; only whether all of it came is not known then.
      return { body: Buffer.concat(chunks), cut: chunks.length > 0 }
    }
    if (chunk === undefined) {
      if (length === Number.POSITIVE_INFINITY) break
      throw new TargetTrouble('closed', label)
    }
    chunks.push(chunk)
    left -= chunk.length
  }
  const cut =
    length === Number.POSITIVE_INFINITY ? left === 0 && (await input.some(1)) !== undefined : length > most
  return { body: Buffer.concat(chunks), cut }
}

async function readChunks(input: Input, most: number, label: string): Promise<Body> {
  const chunks: Buffer[] = []
  let held = 0
  for (;;) {
    input.resetAllowance()
    const size = /^([0-9a-f]{1,12})\s*(?:;.*)?$/i.exec(await input.line())?.[1]
    if (size === undefined) throw new TargetTrouble('malformed', label, 'a chunk has no size')
    const length = Number.parseInt(size, 16)
    if (length === 0) break
    const { body } = await take(input, length, most - held, label)
    chunks.push(body)
    held += body.length
    if (body.length < length) return { body: Buffer.concat(chunks), cut: true }
    if ((await input.line()) !== '')
      throw new TargetTrouble('malformed', label, 'a chunk is longer than its size')
  }
  return { body: Buffer.concat(chunks), cut: false, trailers: await readHeaders(input) }
}

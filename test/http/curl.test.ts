import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toCurl } from '../../src/http/curl.ts'
import type { RequestTemplate } from '../../src/http/exchange.ts'
import { get, httpServer } from './servers.ts'

const base = 'http://127.0.0.1:4010/v1'

test('a line as people write it', () => {
  expect(
    toCurl(
      get('/keys?page=1', {
        method: 'POST',
        headers: [
          ['Authorization', 'Bearer <secret:k1>'],
          ['Content-Type', 'application/json'],
        ],
        body: '{"name":"it\'s <secret:k1|drop-last>"}',
      }),
      base,
      { k1: 'KEY' },
    ),
  ).toBe(
    `curl -sS -i -X POST --globoff --path-as-is -H 'Authorization: Bearer '"$KEY" -H 'Content-Type: application/json' ` +
      `--data-raw '{"name":"it'\\''s '"$KEY_DROP_LAST"'"}' 'http://127.0.0.1:4010/v1/keys?page=1' ` +
      `# KEY: the secret k1; KEY_DROP_LAST: KEY after drop-last`,
  )
})

test('variables have names a shell takes', () => {
  expect(toCurl(get('/<secret:3.other:api-key|append:$x|basic>'), base)).toMatch(
    /"\$\(printf %s "\$_3_OTHER_API_KEY_APPEND_X" \| base64/,
  )
})

test('a credential for Basic is made in the shell', async () => {
  const line = toCurl({ ...get('/'), headers: [['Authorization', 'Basic <secret:login|basic>']] }, base, {}, [
    'a note',
  ])
  expect(line).toMatch(/# LOGIN: the secret login, as user:password; a note$/)
  const { stdout } = await promisify(execFile)('sh', ['-c', line.replace(/^curl/, 'printf "%s\\n"')], {
    env: { PATH: process.env['PATH'], LOGIN: `user:${'x'.repeat(80)}` },
  })
  expect(stdout).toContain(
    `Authorization: Basic ${Buffer.from(`user:${'x'.repeat(80)}`).toString('base64')}\n`,
  )
})

let hasCurl = true
try {
  execFileSync('curl', ['--version'])
} catch {
  hasCurl = false
}

test('says that a secret in the URL must stand there percent-encoded', () => {
  const line = toCurl(
    { operation: null, method: 'GET', path: '/keys?k=<secret:k1>', headers: [] },
    'http://h',
  )
  expect(line).toMatch(/"\$K1" # K1: the secret k1, percent-encoded$/)
})

describe.skipIf(!hasCurl)('run by sh with curl (skipped where there is no curl)', () => {
  const sh = async (line: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { stdout } = await promisify(execFile)('sh', ['-c', line], {
      env: { PATH: process.env['PATH'], NO_PROXY: '*', ...env },
      encoding: 'latin1',
    })
    return stdout
  }

  interface Seen {
    readonly method: string
    readonly url: string
    readonly headers: readonly string[]
    readonly text: string
  }

  async function sent(template: RequestTemplate, env: Readonly<Record<string, string>> = {}): Promise<Seen> {
    let seen: Seen | undefined
    await using server = await httpServer((request, response) => {
      seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.rawHeaders,
        text: request.text,
      }
      response.end('answer')
    })
    const line = toCurl(template, `${server.url}/v1`)
    expect(line).not.toMatch(/[\r\n]/)
    await sh(line, env)
    if (seen === undefined) throw new Error('nothing arrived')
    return seen
  }

  test('sends what keyproof sent', async () => {
    const tricky = `a'b"c\\d$e\`f\`!g;h&i|j (k) {l} [m] #n ~o *p ?q %r`
    const seen = await sent(
      get('/keys/a%2Fb/../c?x=[1]&y={2}', {
        method: 'PATCH',
        headers: [
          ['X-Api-Key', '<secret:k1>'],
          ['X-Tricky', tricky],
          ['X-Empty', ''],
        ],
        body: `{"text":${JSON.stringify(tricky)},\n"key":"<secret:k1>"}`,
      }),
      { K1: 'p@$$ w"o`r\'d' },
    )
    expect(seen).toMatchObject({ method: 'PATCH', url: '/v1/keys/a%2Fb/../c?x=[1]&y={2}' })
    expect(seen.text).toBe(`{"text":${JSON.stringify(tricky)},\n"key":"p@$$ w"o\`r'd"}`)
    const headers = seen.headers.join('\u0000')
    expect(headers).toContain(`X-Api-Key\u0000p@$$ w"o\`r'd`)
    expect(headers).toContain(`X-Tricky\u0000${tricky}`)
    expect(headers).toContain('X-Empty\u0000')
    expect(headers.toLowerCase()).not.toContain('content-type')
  })

  test('asks with HEAD for no body, and does not wait for one', async () => {
    expect(await sent(get('/keys', { method: 'HEAD' }))).toMatchObject({
      method: 'HEAD',
      url: '/v1/keys',
      text: '',
    })
  })

  test('any body and header survives the shell', async () => {
    const visible = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(
        fc.string({
          unit: fc.oneof(visible, fc.constantFrom('\n', '\r', '\t', '@', "'", 'é', '€')),
          maxLength: 20,
        }),
        visible.filter((text) => text.trim() === text && text !== ''),
        async (body, header) => {
          fc.pre(!body.includes('<secret:') && !header.includes('<secret:'))
          const seen = await sent(get('/', { method: 'POST', headers: [['X-Any', header]], body }))
          expect(seen.text).toBe(body)
          expect(seen.headers[seen.headers.indexOf('X-Any') + 1]).toBe(header)
        },
      ),
      { numRuns: 25 },
    )
  })
})

test('names a variable for each header that the user puts on every request, but for those it has', () => {
  const template = { ...get('/keys'), headers: [['X-Trace', 'own']] as const }
  const line = toCurl(template, 'http://127.0.0.1', {}, [], ['x-trace', 'x-gateway-key'])
  expect(line).toContain(`-H 'X-Trace: own' -H 'x-gateway-key: '"$X_GATEWAY_KEY" http`)
  expect(line).toMatch(/# X_GATEWAY_KEY: the header x-gateway-key as it was given$/)
})

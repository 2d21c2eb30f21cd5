import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonValue, Operation, Parameter } from '../../src/contract/types.ts'
import { toRequest } from '../../src/generate/serialise.ts'
import type { OperationInput } from '../../src/generate/types.ts'

type Shown = Pick<Parameter, 'name' | 'in'> & Partial<Parameter>

function operation(parameters: readonly Shown[], path = '/keys', more: Partial<Operation> = {}): Operation {
  const complete = parameters.map((parameter): Parameter => {
    const style = parameter.in === 'query' || parameter.in === 'cookie' ? 'form' : 'simple'
    return {
      required: true,
      style,
      explode: (parameter.style ?? style) === 'form',
      examples: [],
      pointer: '',
      ...parameter,
    }
  })
  return {
    key: `POST ${path}`,
    method: 'POST',
    path,
    summary: '',
    description: '',
    tags: [],
    deprecated: false,
    parameters: complete,
    responses: {},
    security: [],
    securitySource: 'none',
    extensions: {},
    pointer: '',
    ...more,
  }
}

function input(parts: Partial<OperationInput>): OperationInput {
  return { path: {}, query: {}, header: {}, cookie: {}, ...parts }
}

function query(shown: Partial<Parameter>, value: JsonValue): string {
  return toRequest(operation([{ name: 'q', in: 'query', ...shown }]), input({ query: { q: value } })).path
}

function path(shown: Partial<Parameter>, value: JsonValue): string {
  return toRequest(
    operation([{ name: 'id', in: 'path', ...shown }], '/keys/{id}'),
    input({ path: { id: value } }),
  ).path
}

function header(shown: Partial<Parameter>, value: JsonValue): string | undefined {
  const sent = toRequest(
    operation([{ name: 'X-Q', in: 'header', ...shown }]),
    input({ header: { 'X-Q': value } }),
  )
  return sent.headers.find(([name]) => name === 'X-Q')?.[1]
}

const list = ['blue', 'black']
const colour = { R: 100, G: 200 }
const anyText = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter((text) => text.isWellFormed())

describe('styles, as the examples of OpenAPI 3.1 have them', () => {
  test.each<[string, string, Partial<Parameter>, JsonValue]>([
    ['/keys?q=blue', 'form', { explode: true }, 'blue'],
    ['/keys?q=', 'form, empty', { explode: true }, ''],
    ['/keys?q=blue&q=black', 'form, exploded list', { explode: true }, list],
    ['/keys?q=blue,black', 'form list', { explode: false }, list],
    ['/keys?R=100&G=200', 'form, exploded object', { explode: true }, colour],
    ['/keys?q=R,100,G,200', 'form object', { explode: false }, colour],
    ['/keys?q=blue%20black', 'spaceDelimited', { style: 'spaceDelimited', explode: false }, list],
    ['/keys?q=blue%7Cblack', 'pipeDelimited', { style: 'pipeDelimited', explode: false }, list],
    ['/keys?q%5BR%5D=100&q%5BG%5D=200', 'deepObject', { style: 'deepObject', explode: true }, colour],
    ['/keys', 'empty list', { explode: true }, []],
    ['/keys?q=%7B%22R%22%3A100%7D', 'content', { contentType: 'application/json' }, { R: 100 }],
  ])('%s: %s', (expected, _, shown, value) => expect(query(shown, value)).toBe(expected))

  test.each<[string, string, Partial<Parameter>, JsonValue]>([
    ['/keys/blue', 'simple', {}, 'blue'],
    ['/keys/blue,black', 'simple list', {}, list],
    ['/keys/R,100,G,200', 'simple object', {}, colour],
    ['/keys/R=100,G=200', 'simple, exploded object', { explode: true }, colour],
    ['/keys/.blue', 'label', { style: 'label' }, 'blue'],
    ['/keys/.blue,black', 'label list', { style: 'label' }, list],
    ['/keys/.blue.black', 'label, exploded list', { style: 'label', explode: true }, list],
    ['/keys/.R=100.G=200', 'label, exploded object', { style: 'label', explode: true }, colour],
    ['/keys/;id=blue', 'matrix', { style: 'matrix' }, 'blue'],
    ['/keys/;id', 'matrix, empty', { style: 'matrix' }, ''],
    ['/keys/;id=blue,black', 'matrix list', { style: 'matrix' }, list],
    ['/keys/;id=blue;id=black', 'matrix, exploded list', { style: 'matrix', explode: true }, list],
    ['/keys/;R=100;G=200', 'matrix, exploded object', { style: 'matrix', explode: true }, colour],
    ['/keys/a%2Fb%3Fc%23d%20e', 'reserved characters', {}, 'a/b?c#d e'],
    ['/keys/%F0%9F%94%91%27%28%29%2A%21', 'all but the unreserved', {}, "\u{1F511}'()*!"],
  ])('%s: %s', (expected, _, shown, value) => expect(path(shown, value)).toBe(expected))

  test('headers are not percent-encoded', () => {
    expect(header({}, 'a b/c')).toBe('a b/c')
    expect(header({}, list)).toBe('blue,black')
    expect(header({ explode: true }, colour)).toBe('R=100,G=200')
    expect(header({ contentType: 'application/json' }, { name: 'é' })).toBe('{"name":"\\u00e9"}')
  })

  test('cookies share one line with those of the caller', () => {
    const shown = operation([
      { name: 'a', in: 'cookie' },
      { name: 'b', in: 'cookie' },
    ])
    const sent = toRequest(shown, input({ cookie: { a: 'x=1', b: 'é;' } }), [
      ['Cookie', 'session=<secret:s>'],
    ])
    expect(sent.headers.filter(([name]) => name === 'Cookie')).toEqual([
      ['Cookie', 'a=x=1; b=%C3%A9%3B; session=<secret:s>'],
    ])
  })
})

describe('what is written can be read back', () => {
  test('query in style form', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyText, { minLength: 1, maxLength: 4 }), (text, items) => {
        const shown = operation([
          { name: 'one', in: 'query' },
          { name: 'many', in: 'query' },
          { name: 'short', in: 'query', explode: false },
        ])
        const sent = toRequest(shown, input({ query: { one: text, many: items, short: items } }))
        const pairs = sent.path
          .slice(sent.path.indexOf('?') + 1)
          .split('&')
          .map((pair) => pair.split('='))
        const read = (name: string): string[] =>
          pairs.filter(([key]) => key === name).map(([, value]) => value!)
        expect(read('one').map(decodeURIComponent)).toEqual([text])
        expect(read('many').map(decodeURIComponent)).toEqual(items)
        expect(read('short')[0]!.split(',').map(decodeURIComponent)).toEqual(items)
        expect(sent.path).toMatch(/^[\x21-\x7e]*$/)
      }),
    )
  })

  test('path in style simple', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyText, { minLength: 1, maxLength: 4 }), (text, items) => {
        const shown = operation(
          [
            { name: 'a', in: 'path' },
            { name: 'b', in: 'path' },
          ],
          '/x/{a}/y/{b}',
        )
        const sent = toRequest(shown, input({ path: { a: text, b: items } })).path.split('/')
        expect(sent).toHaveLength(5)
        expect(decodeURIComponent(sent[2]!)).toBe(text)
        expect(sent[4]!.split(',').map(decodeURIComponent)).toEqual(items)
      }),
    )
  })

  test('bodies as JSON and as a form', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyText, { maxKeys: 4, noNullPrototype: true }), (value) => {
        const json = toRequest(operation([]), input({ body: { mediaType: 'application/json', value } }))
        expect(JSON.parse(json.body!)).toEqual(value)
        const form = toRequest(
          operation([]),
          input({ body: { mediaType: 'application/x-www-form-urlencoded', value } }),
        )
        expect([...new URLSearchParams(form.body)]).toEqual(Object.entries(value))
      }),
    )
  })
})

describe('secret tokens', () => {
  test('stand in every place as they are', () => {
    const token = '<secret:k1|drop-last>'
    const shown = operation(
      [
        { name: 'id', in: 'path' },
        { name: 'q', in: 'query' },
        { name: 'X-Q', in: 'header' },
        { name: 'c', in: 'cookie' },
      ],
      '/keys/{id}',
    )
    const value = `a b ${token}`
    const sent = toRequest(
      shown,
      input({
        path: { id: value },
        query: { q: value },
        header: { 'X-Q': token },
        cookie: { c: value },
        body: { mediaType: 'application/x-www-form-urlencoded', value: { k: value } },
      }),
    )
    expect(sent.path).toBe(`/keys/a%20b%20${token}?q=a%20b%20${token}`)
    expect(sent.headers).toEqual(
      expect.arrayContaining([
        ['X-Q', token],
        ['Cookie', `c=a%20b%20${token}`],
      ]),
    )
    expect(sent.body).toBe(`k=a%20b%20${token}`)
  })

  test('angle brackets around anything else are encoded', () => {
    expect(path({}, '<secret>')).toBe('/keys/%3Csecret%3E')
  })
})

describe('headers and bodies', () => {
  test('Accept names what the operation answers with, and problem details', () => {
    const responses = {
      '201': {
        status: '201',
        description: '',
        headers: {},
        content: { 'application/vnd.api+json; charset=utf-8': { examples: [], pointer: '' } },
        links: {},
        pointer: '',
      },
      '400': {
        status: '400',
        description: '',
        headers: {},
        content: { 'text/html': { examples: [], pointer: '' } },
        links: {},
        pointer: '',
      },
    }
    expect(toRequest(operation([], '/keys', { responses }), input({})).headers).toEqual([
      ['Accept', 'application/vnd.api+json, application/problem+json'],
    ])
    expect(toRequest(operation([]), input({})).headers).toEqual([
      ['Accept', 'application/json, application/problem+json'],
    ])
  })

  test('a header of the caller takes the place of our own', () => {
    const sent = toRequest(operation([]), input({ body: { mediaType: 'application/json', value: {} } }), [
      ['accept', 'text/html'],
      ['X-Trace', '1'],
    ])
    expect(sent.headers).toEqual([
      ['Content-Type', 'application/json'],
      ['accept', 'text/html'],
      ['X-Trace', '1'],
    ])
  })

  test('text is sent as it stands, without a type where none is given', () => {
    const sent = toRequest(operation([]), input({ body: { mediaType: null, text: '{"a":' } }))
    expect(sent).toMatchObject({
      body: '{"a":',
      headers: [['Accept', 'application/json, application/problem+json']],
    })
    expect(toRequest(operation([]), input({}))).not.toHaveProperty('body')
  })

  test('multipart parts end where the boundary says', () => {
    const value = { name: 'Prod', tags: ['a', 'b'], meta: { x: 1 }, text: '--keyproof-part' }
    const sent = toRequest(operation([]), input({ body: { mediaType: 'multipart/form-data', value } }))
    const type = sent.headers.find(([name]) => name === 'Content-Type')![1]
    const boundary = /boundary=(.+)$/.exec(type)![1]!
    const parts = sent.body!.split(`--${boundary}`)
    expect(parts.at(-1)).toBe('--\r\n')
    const read = parts.slice(1, -1).map((part) => {
      const [head, body] = part.split('\r\n\r\n')
      return [/name="(.*)"/.exec(head!)![1], body!.slice(0, -2)]
    })
    expect(read).toEqual([
      ['name', 'Prod'],
      ['tags', 'a'],
      ['tags', 'b'],
      ['meta', '{"x":1}'],
      ['text', '--keyproof-part'],
    ])
  })
})

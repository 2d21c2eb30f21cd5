import { isProtected, type CallOptions, type Scenario } from '#keyproof'

/** Who is asked before what: a stranger learns nothing about bodies, types or ids. */
export const refusedBeforeRead: Scenario = {
  name: 'refused-before-read',
  promise: 'A stranger is turned away before the request is looked at, so the answer tells nothing about it.',
  rules: ['auth-decided-first'],
  on: 'operation',
  keys: 1,
  refused: true,
  applies: ({ operation, stateful }) => {
    if (!isProtected(operation)) return 'The document asks for no credential here.'
    if (operation.requestBody !== undefined) return true
    return (
      (operation.key.includes('{') && stateful) ||
      'The operation takes neither a body nor an id that could be told apart.'
    )
  },
  async verify(stage) {
    const input = await stage.bystander()
    const plain = await stage.call({ input, credentials: 'none' })
    if (plain.response.status < 400 || plain.response.status >= 500)
      return stage.inconclusive(
        'auth-decided-first',
        `A request without a credential was answered ${plain.response.status}.`,
      )
    const variants: (readonly [what: string, call: CallOptions, place: string])[] = []
    if (stage.operation.requestBody !== undefined) {
      variants.push(
        ['an empty object as body', { input, body: '{}' }, 'body'],
        ['a list as body', { input, body: '[]' }, 'body'],
      )
      if (stage.avoids('malformed-json') === null)
        variants.push(['a body that is not JSON', { input, body: '{"name":' }, 'body'])
    }
    for (const name of Object.keys(input.path).filter((candidate) =>
      stage.operation.path.endsWith(`{${candidate}}`),
    ))
      variants.push([
        'an id that does not exist',
        { input: { ...input, path: { ...input.path, [name]: '00000000-0000-4000-8000-000000000000' } } },
        'id',
      ])
    for (const [what, call, place] of variants) {
      const answer = await stage.call({ ...call, credentials: 'none' })
      if (answer.response.status === plain.response.status) stage.held('auth-decided-first')
      else if (answer.response.status >= 500 || answer.response.status === 429)
        stage.inconclusive(
          'auth-decided-first',
          `A request without a credential and with ${what} was answered ${answer.response.status}.`,
        )
      else
        stage.broken('auth-decided-first', {
          place,
          failure: 'another answer',
          message: `Without a credential ${stage.operation.key} answers differently to ${what}.`,
          expected: `the answer to the plain request: ${plain.response.status}`,
          received: String(answer.response.status),
          exchanges: [plain, answer],
        })
    }
  },
}

import { headerValues, type Scenario } from '#keyproof'

/** Whether a path with its parameters filled in may be taken for one of another template. */
function isReadAs(path: string, template: string): boolean {
  const [segments, others] = [path.split('/'), template.split('/')]
  return (
    segments.length === others.length &&
    segments.every((segment, index) => {
      const other = others[index]!
      return segment === other || segment.includes('{') || other.includes('{')
    })
  )
}

/** Methods the document does not list are refused, HEAD is GET without content, and OPTIONS does nothing. */
export const methodsMeanWhatHttpSays: Scenario = {
  name: 'methods-mean-what-http-says',
  promise:
    'A method the document does not list is refused with the list of those that work, and HEAD answers like GET without content.',
  rules: ['status-method-semantics'],
  on: 'operation',
  keys: 1,
  refused: true,
  applies({ operation, contract }) {
    const first = contract.operations.find((candidate) => candidate.path === operation.path)
    return first === operation
  },
  async verify(stage) {
    const { operation, contract } = stage
    const listed = contract.operations
      .filter((candidate) => candidate.path === operation.path)
      .map((candidate) => candidate.method)
    // A path such as /keys/count may also be read as /keys/{id}, whose methods then work on it.
    const working = new Set(
      contract.operations
        .filter((candidate) => isReadAs(operation.path, candidate.path))
        .map((candidate) => candidate.method),
    )
    const input = await stage.bystander()
    const templated = operation.path.includes('{')
    for (const method of ['PUT', 'PATCH', 'DELETE', 'TRACE', 'KEYPROOF'].filter(
      (candidate) => !working.has(candidate),
    )) {
      // With the body of the listed operation, so that a server which takes any method for it shows.
      const exchange = await stage.call({
        input: method === 'PUT' || method === 'PATCH' ? input : { ...input, body: undefined },
        method,
        raw: method === 'KEYPROOF' || method === 'TRACE',
      })
      const { status, headers } = exchange.response
      const broken = (failure: string, message: string, expected: string, severity: 'low' | 'medium'): void =>
        stage.broken(
          'status-method-semantics',
          {
            place: `${method} ${operation.path}`,
            failure,
            message,
            expected,
            received: `${status}`,
            severity,
            exchanges: [exchange],
          },
          null,
        )
      if (status === 405) {
        if (headerValues(headers, 'allow').length === 0)
          stage.broken(
            'status-method-semantics',
            {
              place: 'header:Allow',
              failure: 'missing',
              message: 'A 405 answer does not list the methods that work.',
              expected: `Allow: ${listed.join(', ')}`,
              received: 'no Allow field',
              severity: 'low',
              because: { source: 'RFC 9110 §15.5.6' },
              exchanges: [exchange],
            },
            null,
          )
        else stage.held('status-method-semantics', null)
      } else if (status < 300)
        broken(
          'accepted',
          `${method} on ${operation.path} succeeds, though the document lists no such operation.`,
          '405',
          'medium',
        )
      else if (status < 400)
        stage.inconclusive(
          'status-method-semantics',
          `${method} on ${operation.path} was redirected (${status}), so it is not known what is there.`,
          null,
        )
      // Routers hide what does not exist behind 404, and who may not ask behind 401 and 403; 501 is for methods unknown to all.
      else if (
        status === 404 ||
        status === 401 ||
        status === 403 ||
        status === 400 ||
        status === 501 ||
        templated
      )
        stage.held('status-method-semantics', null)
      else if (status < 500 && status !== 429)
        broken(
          `answered ${status}`,
          `${method} on ${operation.path} is answered ${status}.`,
          '405 with Allow',
          'low',
        )
    }
    if (!listed.includes('GET')) return
    const get = contract.operations.find(
      (candidate) => candidate.path === operation.path && candidate.method === 'GET',
    )!
    const ordinary = get === operation ? input : await stage.input(get)
    const whole = await stage.call({ input: ordinary }, get)
    const head = await stage.call({ input: ordinary, method: 'HEAD' }, get)
    if (whole.response.status >= 400 || head.response.status >= 500 || head.response.status === 429) return
    if (head.response.body !== '')
      stage.broken(
        'status-method-semantics',
        {
          place: `HEAD ${operation.path}`,
          failure: 'content',
          message: `HEAD on ${operation.path} is answered with content.`,
          expected: 'no content',
          received: 'content',
          severity: 'medium',
          because: { source: 'RFC 9110 §9.3.2' },
          exchanges: [head],
        },
        null,
      )
    else stage.held('status-method-semantics', null)
  },
}

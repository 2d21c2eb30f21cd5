import { headerValues, type Exchange, type Scenario, type Stage } from '#keyproof'

/** A body is read as what it says it is, and an answer comes in a type that was asked for or documented. */
export const mediaTypesNegotiated: Scenario = {
  name: 'media-types-negotiated',
  promise:
    'A body of a type the document does not list is refused, and no answer comes as a page for people.',
  rules: ['status-content-negotiation'],
  on: 'operation',
  keys: 1,
  applies({ operation, role, probe }) {
    if (role !== 'create' && !probe) return false
    return operation.method !== 'HEAD' || 'HEAD has no content.'
  },
  async verify(stage) {
    const types = Object.keys(stage.operation.requestBody?.content ?? {})
    // A GET has no use for content (RFC 9110, 9.3.1), so whatever it says it is may be passed over.
    if (stage.operation.method !== 'GET' && types.length > 0 && !types.some((type) => type.includes('*')))
      for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded'].filter(
        (candidate) => !types.includes(candidate),
      )) {
        const exchange = await stage.call({ contentType: type, probe: true })
        const { status } = exchange.response
        if (status >= 500 || status === 429) continue
        if (status >= 400) stage.held('status-content-negotiation')
        else if (isElsewhere(stage, exchange)) stage.inconclusive('status-content-negotiation', redirected)
        else
          stage.broken('status-content-negotiation', {
            place: `Content-Type ${type}`,
            failure: 'accepted',
            message:
              `${stage.operation.key} takes a body sent as ${type}, which a web page may send across origins.`.replace(
                /, which a web page[^.]*/,
                type === 'application/xml' ? '' : '$&',
              ),
            expected: '415 or 400',
            received: String(status),
            severity: type === 'application/xml' ? 'low' : 'medium',
            because: { source: 'RFC 9110 §15.5.16; OWASP ASVS 5.0 V3.5.2' },
            exchanges: [exchange],
          })
      }
    // Where an answer makes a key, one type must do: the one that pages come in.
    for (const accept of stage.subject.role === 'create' ? ['text/html'] : ['application/xml', 'text/html']) {
      const exchange = await stage.call({ accept, probe: true })
      if (exchange.response.status >= 500 || exchange.response.status === 429) continue
      if (
        exchange.response.status < 300 &&
        isPage(exchange) &&
        !documents(stage.operation.responses, 'text/html')
      )
        stage.broken('status-content-negotiation', {
          place: `Accept ${accept}`,
          failure: 'page',
          message: `${stage.operation.key} answers with a page for people to Accept: ${accept}.`,
          expected: '406, or a documented type',
          received: headerValues(exchange.response.headers, 'content-type')[0] ?? 'no type',
          exchanges: [exchange],
        })
      else if (isElsewhere(stage, exchange)) stage.inconclusive('status-content-negotiation', redirected)
      else stage.held('status-content-negotiation')
    }
  },
}

const redirected =
  'The request was redirected, as to a login page, so what is done with its types is not known.'

/** Whether an answer leads elsewhere without the document saying so. */
function isElsewhere({ operation }: Stage, { response: { status } }: Exchange): boolean {
  return status >= 300 && status < 400 && operation.responses[String(status)] === undefined
}

function isPage(exchange: Exchange): boolean {
  return (headerValues(exchange.response.headers, 'content-type')[0] ?? '').startsWith('text/html')
}

function documents(
  responses: Readonly<Record<string, { readonly content: Readonly<Record<string, unknown>> }>>,
  type: string,
): boolean {
  return Object.values(responses).some((response) => Object.keys(response.content).includes(type))
}

import {
  headerValues,
  operationByKey,
  type Exchange,
  type Operation,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'headers-cors-not-permissive'
const stranger = 'https://attacker.example'

/** No web page of somebody else's may read keys. */
export const strangeOriginsNotInvited: Scenario = {
  name: 'strange-origins-not-invited',
  promise: 'No page of an unknown origin is let in to read keys.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  applies: ({ resource }) => resource !== null || 'The document has no key resource.',
  async verify(stage) {
    const list = operationByKey(stage.contract, stage.resource!.roles.list?.operation ?? '') ?? stage.canary
    if (list !== null)
      for (const origin of [stranger, 'null'])
        judge(stage, list, origin, await stage.call({ headers: [['Origin', origin]] }, list))
    const preflight = await stage.call({
      method: 'OPTIONS',
      credentials: 'none',
      body: '',
      headers: [
        ['Origin', stranger],
        ['Access-Control-Request-Method', stage.operation.method],
        ['Access-Control-Request-Headers', 'content-type'],
      ],
      unjudged: true,
    })
    judge(stage, stage.operation, stranger, preflight)
  },
}

function judge(stage: Stage, operation: Operation, origin: string, exchange: Exchange): void {
  const { status, headers } = exchange.response
  if (status >= 500 || status === 429)
    return stage.inconclusive(rule, `A request with an Origin was answered ${status}.`, operation.key)
  const allowed = headerValues(headers, 'access-control-allow-origin')[0]
  const credentials = headerValues(headers, 'access-control-allow-credentials')[0] === 'true'
  if (allowed !== '*' && allowed !== origin) return stage.held(rule, operation.key)
  const reflected = allowed === origin && credentials
  stage.broken(
    rule,
    {
      place: 'header:Access-Control-Allow-Origin',
      failure: allowed === '*' ? 'any origin' : reflected ? 'reflected with credentials' : 'reflected',
      message: `${operation.key} lets ${allowed === '*' ? 'pages of any origin' : `pages of ${origin === 'null' ? 'no origin' : 'an unknown origin'}`} read its answers${reflected ? ', with the reader’s own credentials' : ''}.`,
      expected: 'no Access-Control-Allow-Origin, or a known origin',
      received: `Access-Control-Allow-Origin: ${allowed}`,
      severity: reflected ? 'high' : 'medium',
      exchanges: [exchange],
    },
    operation.key,
  )
}

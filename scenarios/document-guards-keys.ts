import {
  basisAt,
  isLoopback,
  isPartial,
  operationByKey,
  valueAt,
  type Operation,
  type Scenario,
  type SecurityScheme,
  type Stage,
} from '#keyproof'

const rule = 'spec-auth-declaration-sound'

/** The document itself puts a guard before every operation that deals with keys. */
export const documentGuardsKeys: Scenario = {
  name: 'document-guards-keys',
  promise:
    'The document asks for a credential on every operation that deals with keys, of a scheme that exists, in a place that is not logged, over TLS.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  applies: ({ resource }) => resource !== null || 'The document has no key resource.',
  verify(stage) {
    const { roles, furtherUpdates = [] } = stage.resource!
    for (const binding of [...Object.values(roles), ...furtherUpdates]) {
      const operation = operationByKey(stage.contract, binding.operation)
      if (operation !== undefined && judge(stage, operation)) stage.held(rule, operation.key)
    }
    for (const server of stage.contract.servers)
      if (/^http:\/\//i.test(server) && !isLoopback(hostOf(server)) && !onlyShown(stage, server))
        broken(
          stage,
          null,
          'servers',
          'clear text',
          `The document names a server without TLS: ${server}.`,
          'https',
          server,
          'OWASP ASVS 5.0 V12.2.1',
        )
    return Promise.resolve()
  },
}

function hostOf(server: string): string {
  return URL.parse(server)?.hostname ?? ''
}

/** A server that only an example of a page calls, such as `http://your.host`, is none that the page names. */
function onlyShown({ contract }: Stage, server: string): boolean {
  const { servers } = contract.document
  return (
    isPartial(contract) &&
    Array.isArray(servers) &&
    servers.some(
      (_, at) =>
        valueAt(contract.document, `/servers/${at}/url`) === server &&
        basisAt(contract, `/servers/${at}`) === 'example',
    )
  )
}

function judge(stage: Stage, operation: Operation): boolean {
  const { security, pointer } = operation
  if (security.length === 0 && isPartial(stage.contract)) {
    stage.inconclusive(rule, 'The page does not say how calls are authenticated.', operation.key)
    return false
  }
  if (security.length === 0 || security.some((requirement) => Object.keys(requirement).length === 0)) {
    broken(
      stage,
      operation.key,
      'security',
      security.length === 0 ? 'none' : 'optional',
      `The document asks for no credential on ${operation.key}, which deals with keys.`,
      'a security requirement',
      security.length === 0 ? 'none' : 'an optional one',
      'OpenAPI Security Requirement Object',
      pointer,
    )
    return false
  }
  for (const name of new Set(security.flatMap((requirement) => Object.keys(requirement)))) {
    const scheme = stage.schemes[name]
    const parameter = parameterOf(scheme)
    if (parameter !== null) {
      // It is asked for all the same, so no caller goes without.
      stage.broken(
        rule,
        {
          place: name,
          failure: 'parameter',
          message: `The document declares the credential ${name} as a parameter, so that tools take it for none.`,
          expected: 'a scheme under components.securitySchemes',
          received: 'a parameter',
          confidence: 'tentative',
          because: { source: 'OpenAPI Security Requirement Object', pointer: parameter },
        },
        null,
      )
      return false
    }
    if (scheme === undefined || scheme.assumed === true) {
      broken(
        stage,
        operation.key,
        name,
        'dangling',
        `The document asks for ${name} on ${operation.key} and has no scheme of that name.`,
        'a scheme under components.securitySchemes',
        'none',
        'OpenAPI Security Requirement Object',
        pointer,
      )
      return false
    }
    if (scheme.kind === 'apiKey' && scheme.in === 'query') {
      broken(
        stage,
        operation.key,
        name,
        'in the query',
        `The document puts the credential ${name} into the URL, where logs and histories keep it.`,
        'a header',
        'the query',
        'CWE-598',
        scheme.pointer,
      )
      return false
    }
  }
  return true
}

/** Where a parameter stands that was taken for the scheme; null where the document asks for it as one. */
function parameterOf(scheme: SecurityScheme | undefined): string | null {
  return scheme?.assumed === true && /\/parameters\/[^/]+$/.test(scheme.pointer) ? scheme.pointer : null
}

function broken(
  stage: Stage,
  operation: string | null,
  place: string,
  failure: string,
  message: string,
  expected: string,
  received: string,
  source: string,
  pointer?: string,
): void {
  stage.broken(
    rule,
    {
      place,
      failure,
      message,
      expected,
      received,
      because: { source, ...(pointer === undefined ? {} : { pointer }) },
    },
    operation,
  )
}

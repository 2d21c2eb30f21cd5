/** What went wrong between keyproof and the target. */
export type TroubleKind =
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'reset'
  | 'closed'
  | 'malformed'
  | 'too-large'

const accounts: Readonly<Record<TroubleKind, readonly [what: string, hint: string]>> = {
  refused: ['refused the connection', 'Check that the target is running and that host and port are right.'],
  unreachable: [
    'could not be reached',
    'Check the host name, the network, and for https the certificate (NODE_EXTRA_CA_CERTS adds an authority).',
  ],
  timeout: ['did not answer in time', 'Raise --timeout, or lower --concurrency if the target is overloaded.'],
  reset: ['reset the connection', 'Look at the log of the target: it may have crashed on this request.'],
  closed: [
    'closed the connection before the answer was complete',
    'Look at the log of the target: it may have crashed on this request.',
  ],
  malformed: [
    'sent something that is not an HTTP answer',
    'Check that the port speaks HTTP, and http against https.',
  ],
  'too-large': [
    'sent more header lines than can be kept',
    'Look at what the target, or a proxy in front of it, puts into its headers.',
  ],
}

/** A request that got no usable answer; its message holds nothing of the request but method and template path. */
export class TargetTrouble extends Error {
  readonly kind: TroubleKind
  /** One sentence that tells the user what to do. */
  readonly hint: string

  constructor(kind: TroubleKind, request: string, detail?: string) {
    const [what, hint] = accounts[kind]
    super(`the target ${what}: ${request}${detail === undefined ? '' : ` (${detail})`}`)
    this.name = 'TargetTrouble'
    this.kind = kind
    this.hint = hint
  }
}

const kinds: Readonly<Record<string, TroubleKind>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EMFILE: 'unreachable',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  UND_ERR_PRX_TLS: 'unreachable',
  UND_ERR_PRX_CONN: 'unreachable',
  UND_ERR_SOCKET: 'closed',
  UND_ERR_CLOSED: 'closed',
  UND_ERR_DESTROYED: 'closed',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'closed',
  UND_ERR_HEADERS_OVERFLOW: 'too-large',
  HPE_HEADER_OVERFLOW: 'too-large',
  // llhttp says so when the connection ends in the middle of a message.
  HPE_INVALID_EOF_STATE: 'closed',
}

/** The trouble behind an error of the socket or the client library; undefined when it is no such error. */
export function troubleOf(error: unknown, request: string): TargetTrouble | undefined {
  if (error instanceof TargetTrouble) return error
  const code = codeOf(error)
  if (code === undefined) return undefined
  const kind = kinds[code] ?? otherKind(code)
  return kind === undefined ? undefined : new TargetTrouble(kind, request, code)
}

function otherKind(code: string): TroubleKind | undefined {
  if (code.startsWith('HPE_')) return 'malformed'
  if (/^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_|EPROTO|ERR_OSSL)/.test(code)) {
    return 'unreachable'
  }
  return undefined
}

// Several addresses tried at once fail as one AggregateError; the last failure is as good as any.
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  // What undici makes of a proxy that refuses a tunnel.
  if (/^Proxy response \(\d+\)/.test(error.message)) return 'UND_ERR_PRX_CONN'
  if ('code' in error && typeof error.code === 'string') return error.code
  // undici 8 leaves the code of its parser's errors out.
  if (error.name === 'HTTPParserError')
    return error.message.includes('EOF') ? 'HPE_INVALID_EOF_STATE' : 'HPE_INVALID'
  if (error instanceof AggregateError) return codeOf(error.errors.at(-1))
  return error.cause === undefined ? undefined : codeOf(error.cause)
}

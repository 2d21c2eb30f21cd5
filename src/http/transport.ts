import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, getCACertificates, type ConnectionOptions } from 'node:tls'
import { Pool, ProxyAgent, type Dispatcher } from 'undici'
import { readLines } from './proxy-answer.ts'
import { TargetTrouble } from './trouble.ts'
import { percentDecoded } from './uri.ts'

/** How connections to a target are made. */
export interface Transport {
  /** PEM texts of authorities to trust beside the usual ones. */
  readonly ca?: readonly string[]
  /** PEM texts of the client's own certificate and its key. */
  readonly cert?: string
  readonly key?: string
  /** Takes any certificate. */
  readonly insecure?: boolean
  /** URL of the proxy to go through. */
  readonly proxy?: string
}

/** Settings of a pool of connections that a transport leaves alone. */
export type PoolOptions = Omit<Pool.Options, 'connect'> & { readonly connectTimeout: number }

/** Opens a pool of connections to an origin, through the proxy where there is one. */
export function openPool(origin: string, options: PoolOptions, transport: Transport): Dispatcher {
  const { connectTimeout, ...rest } = options
  const requestTls = { ...tlsOptions(transport), timeout: connectTimeout }
  if (transport.proxy === undefined) return new Pool(origin, { ...rest, connect: requestTls })
  const { uri, token } = proxyParts(transport.proxy)
  return new ProxyAgent({
    ...rest,
    uri,
    ...(token === null ? {} : { token }),
    requestTls,
    proxyTls: { timeout: connectTimeout },
    // A proxy that only forwards may rewrite what a probe is about.
    proxyTunnel: true,
    clientFactory: (proxy, given) => new Pool(proxy, given),
  })
}

/** Opens a connection of its own to a target, through a tunnel where there is a proxy. */
export async function openSocket(
  base: URL,
  transport: Transport,
  signal: AbortSignal,
  label: string,
): Promise<Socket> {
  const place = { host: base.hostname.replace(/^\[(.*)\]$/, '$1'), port: portOf(base) }
  if (transport.proxy === undefined)
    return base.protocol === 'https:'
      ? connectTls(securely(place.host, { ...place, ...tlsOptions(transport) }))
      : connectTcp(place)
  const socket = await tunnel(transport.proxy, `${base.hostname}:${place.port}`, signal, label)
  return base.protocol === 'https:'
    ? connectTls(securely(place.host, { socket, ...tlsOptions(transport) }))
    : socket
}

/** Asks the proxy for a tunnel (RFC 9110 §9.3.6) and gives the connection once it stands. */
async function tunnel(proxy: string, authority: string, signal: AbortSignal, label: string): Promise<Socket> {
  const url = new URL(proxy)
  const { token } = proxyParts(proxy)
  const place = { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: portOf(url) }
  const socket = url.protocol === 'https:' ? connectTls(securely(place.host, place)) : connectTcp(place)
  const abort = (): void => void socket.destroy(signal.reason instanceof Error ? signal.reason : undefined)
  signal.addEventListener('abort', abort, { once: true })
  try {
    socket.write(
      `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${token === null ? '' : `Proxy-Authorization: ${token}\r\n`}\r\n`,
    )
    const [status = ''] = await readLines(socket, label)
    if (/^HTTP\/1\.\d 2\d\d(?: |$)/.test(status)) return socket
    throw new TargetTrouble(
      'unreachable',
      label,
      `the proxy refuses a tunnel: ${/\d{3}/.exec(status)?.[0] ?? 'no status'}`,
    )
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function tlsOptions({
  ca,
  cert,
  key,
  insecure,
}: Transport): Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized'> {
  return {
    ...(ca === undefined ? {} : { ca: [...getCACertificates('default'), ...ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(insecure === true ? { rejectUnauthorized: false } : {}),
  }
}

function securely(host: string, options: ConnectionOptions): ConnectionOptions {
  return { ...options, ALPNProtocols: ['http/1.1'], ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }) }
}

function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
}

function proxyParts(proxy: string): { readonly uri: string; readonly token: string | null } {
  const url = new URL(proxy)
  const { username, password } = url
  url.username = ''
  url.password = ''
  const user = `${percentDecoded(username)}:${percentDecoded(password)}`
  return { uri: url.href, token: username === '' ? null : `Basic ${Buffer.from(user).toString('base64')}` }
}

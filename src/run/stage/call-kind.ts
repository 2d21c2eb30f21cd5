import { mayBeSecret } from '../../http/fields.ts'
import type { CallOptions } from '../scenario.ts'

/** A call that leaves the document on purpose, so that a generic refusal is the right answer. */
export function isProbe(call: CallOptions): boolean {
  return (
    call.probe === true ||
    call.as !== undefined ||
    call.accept !== undefined ||
    call.contentType !== undefined ||
    call.credentials !== undefined ||
    call.also !== undefined ||
    call.raw === true ||
    call.body !== undefined ||
    call.method !== undefined ||
    call.path !== undefined ||
    (call.headers?.length ?? 0) > 0
  )
}

/** A call with the credentials of its account as they are meant to be, whatever else may be wrong with it. */
export function presentsItsOwn({
  credentials,
  alternative,
  also,
  raw,
  method,
  path,
  headers,
}: CallOptions): boolean {
  return (
    credentials === undefined &&
    alternative === undefined &&
    also === undefined &&
    raw !== true &&
    method === undefined &&
    path === undefined &&
    !(headers ?? []).some(([name]) => mayBeSecret(name))
  )
}

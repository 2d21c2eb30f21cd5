import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { Operation } from '../contract/types.ts'
import type { Creation } from './scenario.ts'

/** The name of a creation, the same for two that ask for the same. */
export function creationName({ key }: Operation, { input, lengthen }: Creation): string {
  return createHash('sha256')
    .update(input === null ? key : `${key}\n${lengthen}\n${fc.stringify(input)}`)
    .digest('hex')
    .slice(0, 8)
}

/** The name of the ordinary creation. */
export function ordinaryCreation(operation: Operation): string {
  return creationName(operation, ordinary)
}

/** What an ordinary request for a new key asks for. */
export const ordinary: Creation = { input: null, lengthen: true }

import { hash } from 'node:crypto'
import type { Operation } from '../contract/types.ts'
import type { Creation } from './scenario.ts'

/** The name of a creation, the same for two that ask for the same; short, since names of keys hold it. */
export function creationName({ key }: Operation, { input, lengthen }: Creation): string {
  // What is alike in JSON is alike on the wire.
  const digest = hash('sha256', input === null ? key : `${key}\n${lengthen}\n${JSON.stringify(input)}`)
  // 52 bits: of a thousand times a thousand creations hardly two have one name.
  return Number(`0x${digest.slice(0, 13)}`)
    .toString(36)
    .padStart(11, '0')
}

/** The name of the ordinary creation. */
export function ordinaryCreation(operation: Operation): string {
  return creationName(operation, ordinary)
}

/** What an ordinary request for a new key asks for. */
export const ordinary: Creation = { input: null, lengthen: true }

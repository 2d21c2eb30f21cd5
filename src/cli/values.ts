import { InvalidArgumentError } from 'commander'
import type { Shard } from '../run/shard.ts'

/** A parser of whole numbers not below `least`, nor above `most`, for commander. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(
        most === Number.MAX_SAFE_INTEGER
          ? `It must be a whole number of at least ${least}.`
          : `It must be a whole number from ${least} to ${most}.`,
      )
    return value
  }
}

/** Parses `10`, `10/s` or `600/m` to requests a second. */
export function perSecond(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(?:\/(s|m))?$/.exec(text)
  const count = Number(match?.[1])
  if (match === null || !(count > 0))
    throw new InvalidArgumentError('It must be a number of requests a second, such as 10/s.')
  return match[2] === 'm' ? count / 60 : count
}

/** Parses `2/3`: the second of three parts. */
export function shardOf(text: string): Shard {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text)
  const [index, of] = [Number(match?.[1]), Number(match?.[2])]
  if (match === null || index < 1 || index > of)
    throw new InvalidArgumentError('It must be I/N, the part and how many there are, as in 1/3 to 3/3.')
  return { index, of }
}

/** Collects the values of an option that may be repeated. */
export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text]
}

import { prefixOf, secretShape } from './secret-shape.ts'
import type { JsonValue } from '../contract/types.ts'
import { randomInteger, randomText, randomUuid, seededRandom } from './random.ts'
import type { Random } from './random.ts'

/** Makes an id that says nothing of the key. */
export type IdMaker = (random: Random) => string | number

/** The first kind of id that the document's schemas accept, the kind of its examples tried first. */
export function idMaker(
  sample: JsonValue | undefined,
  accepts: (id: string | number) => boolean,
  random: Random,
): IdMaker {
  const prefix = typeof sample === 'string' ? prefixOf(sample) : ''
  const integer: IdMaker = randomInteger
  const uuid: IdMaker = randomUuid
  const prefixed: IdMaker = (source) => prefix + randomText(source, 20)
  const others: IdMaker[] = [
    (source) => randomText(source, 22),
    (source) => randomText(source, 24, '0123456789abcdef'),
    (source) => `${randomText(source, 1, 'abcdefghijklmnopqrstuvwxyz')}${randomText(source, 21)}`,
    (source) => String(randomInteger(source)),
    (source) => randomText(source, 26, '0123456789ABCDEFGHJKMNPQRSTVWXYZ').replace(/^./, '0'),
    (source) => randomText(source, 12),
    (source) => randomText(source, 8, 'abcdefghijklmnopqrstuvwxyz0123456789'),
    // Small integers last: they are soon used up.
    (source) => 1 + (randomInteger(source) % 32_000),
  ]
  const isUuid = typeof sample === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(sample)
  const first = typeof sample === 'number' ? [integer] : prefix !== '' && !isUuid ? [prefixed] : []
  const makers = [...first, uuid, integer, ...others]
  // Of a source of their own, so that how many are tried changes nothing of what is made.
  const trial = seededRandom('ids that are tried')
  const works = (make: IdMaker): boolean =>
    [0, 1, 2].every(() => accepts(make(random))) &&
    Array.from({ length: 60 }).every(() => accepts(make(trial)))
  const usual = makers.find(works)
  if (usual !== undefined || typeof sample !== 'string') return usual ?? uuid
  // Some form of its own, which the sample shows: the sample varied.
  const shape = secretShape({}, { examples: [sample], models: [sample] }, accepts, random)
  const varied: IdMaker = (source) => shape.make(source, '')
  return works(varied) ? varied : uuid
}

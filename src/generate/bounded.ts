import { Arbitrary, type Random, Stream, Value } from 'fast-check'

/** How often a value is drawn again before the generator gives up on chance. */
const tries = 60

const fallen: unique symbol = Symbol('fallback')

/**
 * Keeps what the predicate accepts, as `filter` does, but never loops: after 60 misses it gives the
 * fallback, or without one the last candidate although it was not accepted.
 */
export function bounded<T>(
  source: Arbitrary<T>,
  accepts: (value: T) => boolean,
  fallback?: { readonly value: T },
): Arbitrary<T> {
  return new Bounded(source, accepts, fallback)
}

class Bounded<T> extends Arbitrary<T> {
  readonly source: Arbitrary<T>
  readonly accepts: (value: T) => boolean
  readonly fallback: { readonly value: T } | undefined

  constructor(
    source: Arbitrary<T>,
    accepts: (value: T) => boolean,
    fallback: { readonly value: T } | undefined,
  ) {
    super()
    this.source = source
    this.accepts = accepts
    this.fallback = fallback
  }

  override generate(random: Random, biasFactor: number | undefined): Value<T> {
    for (let attempt = 1; ; attempt++) {
      const drawn = this.source.generate(random, biasFactor)
      if (this.accepts(drawn.value_)) return drawn
      if (attempt < tries) continue
      return this.fallback === undefined ? drawn : new Value(this.fallback.value, fallen)
    }
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.source.canShrinkWithoutContext(value) && this.accepts(value)
  }

  override shrink(value: T, context: unknown): Stream<Value<T>> {
    if (context === fallen) return Stream.nil()
    return this.source.shrink(value, context).filter((candidate) => this.accepts(candidate.value_))
  }
}

import { operationByKey } from '../../contract/lookup.ts'
import { keyPlace } from '../key-place.ts'
import { isItsSuccess, mustAccept, mustRefuse } from '../probes.ts'
import { bystander, bystanderKey, reused, sharedControl, sharedRevocation } from '../reuse.ts'
import type { Stage } from '../scenario.ts'
import { withoutTls } from '../without-tls.ts'
import type { Backstage } from './backstage.ts'

/** What a stage proves by refusals and their controls. */
export function proofsOf({
  session,
  subject,
  ground,
  memory,
  common,
  inputs,
  stage,
  open,
}: Backstage): Pick<
  Stage,
  | 'control'
  | 'keyed'
  | 'bystander'
  | 'bystanderKey'
  | 'deadKey'
  | 'mustRefuse'
  | 'mustRefuseEachWay'
  | 'mustAccept'
  | 'withoutTls'
> {
  const { operation, resource } = subject
  const fresh = (name: string): Stage => open(name, true).stage()
  return {
    control: () =>
      memory.once('control', async () => {
        const shared =
          subject.role === 'create' || subject.role === 'revoke'
            ? await sharedControl(session, operation, fresh)
            : null
        const known = subject.role === 'update' ? await stage().keyed() : null
        const { status } = (shared ?? (await stage().call(known === null ? {} : { input: known }))).response
        return status < 300 || isItsSuccess(operation, status) ? null : String(status)
      }),

    keyed: () =>
      memory.once('keyed', async () =>
        keyPlace(subject) === null || !subject.stateful ? null : stage().input(),
      ),

    bystander: async () => (await bystander(session, stage(), operation, common)) ?? stage().input(),

    bystanderKey: async () =>
      (resource === null ? null : await bystanderKey(session, resource, common)) ?? stage().createKey(),

    deadKey: async () => {
      const revoke = resource?.roles.revoke?.operation
      const target = revoke === undefined ? undefined : operationByKey(session.contract, revoke)
      if (resource === null || target === undefined) return null
      const revoked = await sharedRevocation(session, resource, target, fresh)
      return revoked === null || revoked.exchange.response.status >= 300 ? null : revoked.key
    },

    mustRefuse: (rule, probes, more) => {
      const on = { operation, ...more }
      // What is reused is let in by the first way, so nothing else is shown by it.
      const isFirstWay =
        on.alternative === undefined || on.alternative.join() === ground.ways[0]?.schemes.join()
      return mustRefuse(stage(), rule, probes, on, async () =>
        isFirstWay ? reused(session, stage(), on.operation, common, fresh) : null,
      )
    },

    async mustRefuseEachWay(rule, probesOf) {
      const on = stage()
      if (on.ways.length === 0)
        return on.notApplicable(rule, 'No alternative of the document has all its credentials given.')
      for (const { tried, schemes } of on.ways) {
        const probes = tried.flatMap((name) => probesOf(on.schemes[name]!))
        await on.mustRefuse(rule, probes, { alternative: schemes })
      }
    },

    mustAccept: (rule, probes, more) => mustAccept(stage(), rule, probes, { operation, ...more }),

    withoutTls: async () =>
      withoutTls(session.target.url, session.contract, operation, inputs.forId(operation)),
  }
}

import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'

const heldMs = 10
/** Turns of the event loop, in each of which whatever has arrived is read, however busy the process is. */
const turns = 12

/** Long enough for requests that were sent together to meet. */
export async function moment(): Promise<void> {
  await delay(heldMs)
  for (let left = turns; left > 0; left -= 1) await turn()
}

import type { Socket } from 'node:net'
import { TargetTrouble } from './trouble.ts'

const mostBytes = 16 * 1024

/** The lines before the empty one that ends an answer without a body; what follows them is left on the socket. */
export function readLines(socket: Socket, label: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let held: Buffer = Buffer.alloc(0)
    const done = (finish: () => void): void => {
      socket.off('readable', read).off('error', failed).off('close', closed)
      finish()
    }
    const read = (): void => {
      for (
        let chunk = socket.read() as Buffer | null;
        chunk !== null;
        chunk = socket.read() as Buffer | null
      ) {
        held = Buffer.concat([held, chunk])
        const end = held.indexOf('\r\n\r\n')
        if (end >= 0) {
          if (held.length > end + 4) socket.unshift(held.subarray(end + 4))
          return done(() => resolve(held.subarray(0, end).toString('latin1').split('\r\n')))
        }
        if (held.length > mostBytes) return done(() => reject(new TargetTrouble('too-large', label)))
      }
    }
    const failed = (error: Error): void => done(() => reject(error))
    const closed = (): void => done(() => reject(new TargetTrouble('closed', label, 'by the proxy')))
    socket.on('readable', read).on('error', failed).on('close', closed)
  })
}

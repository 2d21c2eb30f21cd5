import type { DefectName } from '../defects.ts'
import { auth } from './auth.ts'
import { bodies } from './bodies.ts'
import { lifecycle } from './lifecycle.ts'
import { reveal } from './reveal.ts'
import type { Probe } from './steps.ts'

/** One probe for each defect. */
export const probes: Readonly<Record<DefectName, Probe>> = { ...reveal, ...auth, ...bodies, ...lifecycle }

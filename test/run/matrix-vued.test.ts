import { matrixOf } from './matrix.ts'

matrixOf('vued')

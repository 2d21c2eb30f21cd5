import { matrixOf } from './matrix.ts'

matrixOf('lumino')

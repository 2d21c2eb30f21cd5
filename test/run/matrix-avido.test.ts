import { matrixOf } from './matrix.ts'

matrixOf('avido')

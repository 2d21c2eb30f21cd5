import { matrixOf } from './matrix.ts'

matrixOf('autocalls')

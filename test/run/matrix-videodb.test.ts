import { matrixOf } from './matrix.ts'

matrixOf('videodb')

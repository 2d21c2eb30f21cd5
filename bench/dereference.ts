import SwaggerParser from '@apidevtools/swagger-parser'

await SwaggerParser.dereference(process.argv[2]!)

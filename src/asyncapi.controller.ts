import { readFile } from 'node:fs/promises';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

/** Beside the built code in the package, and beside the sources in the repository. */
const DOCUMENT = new URL('../docs/asyncapi.yaml', import.meta.url);

/** The protocol as a document for machines. */
@ApiTags('operation')
@Controller()
export class AsyncApiController {
  @Get('asyncapi.yaml')
  @ApiOperation({ summary: 'The protocol over Socket.IO as AsyncAPI' })
  @ApiOkResponse({ description: 'A YAML document' })
  @Header('Content-Type', 'application/yaml; charset=utf-8')
  read(): Promise<string> {
    return readFile(DOCUMENT, 'utf8');
  }
}

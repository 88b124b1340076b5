import { Injectable } from '@nestjs/common';
import { ChatPolicy } from './chat-policy.js';

/** Everything that the protocol allows is allowed. */
@Injectable()
export class OpenPolicy extends ChatPolicy {}

import { Injectable, Logger } from '@nestjs/common';
import { ChatException } from '../protocol/index.js';
import { ChatPolicy, type PolicyDecision } from './chat-policy.js';

type Question = (policy: ChatPolicy) => PolicyDecision | Promise<PolicyDecision>;

/** Asks the host's policy, and turns a denial into FORBIDDEN. */
@Injectable()
export class PolicyEnforcer {
  private readonly logger = new Logger(PolicyEnforcer.name);

  constructor(private readonly policy: ChatPolicy) {}

  /**
   * @param ask what to ask the policy.
   * @throws ChatException FORBIDDEN when it denies, or fails.
   */
  async require(ask: Question): Promise<void> {
    const decision = await this.decide(ask);
    if (decision !== true)
      throw new ChatException('FORBIDDEN', decision === false ? {} : { message: decision });
  }

  /** Does the policy allow it? What it says otherwise is not told. */
  async allows(ask: Question): Promise<boolean> {
    return (await this.decide(ask)) === true;
  }

  private async decide(ask: Question): Promise<PolicyDecision> {
    try {
      return await ask(this.policy);
    } catch (fault) {
      this.logger.error(fault, 'The chat policy failed, which denies');
      return false;
    }
  }
}

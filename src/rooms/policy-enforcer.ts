import { Injectable, Logger } from '@nestjs/common';
import { goOn, type NowOrLater } from '../identity/now-or-later.js';
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
  require(ask: Question): NowOrLater<void> {
    return goOn(this.decide(ask), requireAllowed);
  }

  /** Does the policy allow it? What it says otherwise is not told. */
  async allows(ask: Question): Promise<boolean> {
    return (await this.decide(ask)) === true;
  }

  private decide(ask: Question): NowOrLater<PolicyDecision> {
    try {
      const decision = ask(this.policy);
      if (typeof decision === 'boolean' || typeof decision === 'string') return decision;
      return Promise.resolve(decision).catch((fault: unknown) => this.failed(fault));
    } catch (fault) {
      return this.failed(fault);
    }
  }

  private failed(fault: unknown): false {
    this.logger.error(fault, 'The chat policy failed, which denies');
    return false;
  }
}

function requireAllowed(decision: PolicyDecision): void {
  if (decision === true) return;
  throw new ChatException('FORBIDDEN', decision === false ? {} : { message: decision });
}

import { accountRepositoryContract } from './account.contract.js';
import { conversationRepositoryContract } from './conversation.contract.js';
import type { OpenStorage } from './fixtures.js';
import { membershipRepositoryContract } from './membership.contract.js';
import { messageRepositoryContract } from './message.contract.js';
import { roomRepositoryContract } from './room.contract.js';
import { sessionRepositoryContract } from './session.contract.js';
import { userRepositoryContract } from './user.contract.js';

/** The contracts of all repositories. */
export function storageContract(open: OpenStorage): void {
  userRepositoryContract(open);
  roomRepositoryContract(open);
  membershipRepositoryContract(open);
  conversationRepositoryContract(open);
  messageRepositoryContract(open);
  accountRepositoryContract(open);
  sessionRepositoryContract(open);
}

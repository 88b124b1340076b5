/** `list conversations` has no fields. */
export class ListConversationsDto {}

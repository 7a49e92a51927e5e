import type { ChatBlock } from "../domain/messages/outgoing-message.ts";

export interface PostedMessage {
  channel: string;
  permalink: string;
}

export interface ChatMessage {
  channel: string;
  text: string;
  blocks?: readonly ChatBlock[];
  /** A UUID of this message. */
  token: string;
  /** When it was queued: it cannot have been posted before. */
  since: Date;
}

/** The company's chat. Errors are `PortError`s. */
export interface Chat {
  /**
   * Posts to a channel once per `token`: a message there since `since` that carries the token is returned as it is. Two
   * calls at the same instant can still post twice.
   */
  post: (message: ChatMessage) => Promise<PostedMessage>;
}

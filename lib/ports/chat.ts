export interface PostedMessage {
  channel: string;
  permalink: string;
}

/** The company's chat. Errors are `PortError`s. */
export interface Chat {
  /**
   * Posts `text` to a channel once per `token`, a UUID: a message that carries the token among the channel's recent ones
   * is returned as it is. Two calls at the same instant can still post twice.
   */
  post: (message: { channel: string; text: string; token: string }) => Promise<PostedMessage>;
}

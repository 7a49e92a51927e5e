import type { ChatBlock } from "#lib/domain/messages/outgoing-message.ts";

const plain = (text: string) => ({ type: "plain_text", text, emoji: true });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });

/** A block as Slack's Block Kit writes it. A button is a link: nothing can be decided in chat. */
export function toSlackBlock(block: ChatBlock): Record<string, unknown> {
  switch (block.type) {
    case "header":
      return { type: "header", text: plain(block.text) };
    case "text":
      return { type: "section", text: mrkdwn(block.text) };
    case "fields":
      return { type: "section", fields: block.fields.map(mrkdwn) };
    case "button":
      return {
        type: "actions",
        elements: [{ type: "button", text: plain(block.label), url: block.url }],
      };
  }
}

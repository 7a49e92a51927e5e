import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Chat, ChatMessage } from "#lib/ports/chat.ts";

interface Room {
  chat: Chat;
  /** Ids of two channels. */
  channels: readonly [string, string];
  /** The texts of a channel, newest first. */
  texts: (channel: string) => Promise<string[]>;
}

const note = (channel: string, text: string): ChatMessage => ({
  channel,
  text,
  token: randomUUID(),
  since: new Date(),
});

/** What a chat has to do, whoever wrote the one that answers. */
export function chatContract(name: string, open: () => Room): void {
  describe(`messages on ${name}`, () => {
    test("are posted once per token and channel, with a permalink", async () => {
      const { chat, channels, texts } = open();
      const message = note(channels[0], "Key rotation begins.");
      const first = await chat.post(message);
      expect(first.permalink).toMatch(/^https?:\/\//);
      expect(await chat.post(message)).toEqual(first);
      await chat.post({ ...message, channel: channels[1] });
      for (const channel of channels)
        expect((await texts(channel)).filter((text) => text === "Key rotation begins.")).toHaveLength(1);
    });

    test("carry blocks", async () => {
      const { chat, channels, texts } = open();
      const message = note(channels[0], "A rotation is due.");
      const blocks = [
        { type: "header" as const, text: "Encryption Key Rotation Required" },
        { type: "fields" as const, fields: ["*Deadline:* 2026-02-08"] },
        { type: "button" as const, label: "Open", url: "https://keyturn.example" },
      ];
      await chat.post({ ...message, blocks });
      expect((await texts(channels[0]))[0]).toBe("A rotation is due.");
    });

    test("to a channel that does not exist are refused", async () => {
      const lost = open().chat.post(note("C0NOBODY000", "Hello?"));
      await expect(lost).rejects.toMatchObject({ code: "not-found" });
    });
  });
}

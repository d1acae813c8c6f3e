import type { Author } from '@parlor/protocol';
import { Chat } from './chat.ts';

let chat: Chat | undefined;

/** Starts the live part for whoever signed in; for the same person it goes on. */
export function startChat(me: Author): Chat {
  if (chat?.me.id === me.id) return chat;
  chat?.stop();
  chat = new Chat(me);
  chat.start();
  return chat;
}

/** Ends the live part. */
export function stopChat(): void {
  chat?.stop();
  chat = undefined;
}

/** The live part of whoever is signed in. */
export function currentChat(): Chat | undefined {
  return chat;
}

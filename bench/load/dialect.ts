/** What a frame's payload is to a load generator. */
export type FrameKind =
  | 'message'
  | 'reply'
  | 'entered'
  | 'failure'
  | 'ping'
  | 'greeting'
  | 'connected'
  | 'other';

/** How one server is spoken with: all that differs between Parlor and its peers on the wire. */
export interface Dialect {
  readonly name: string;
  /** What stands in the handshake's request line, and headers of its own, each with its line end. */
  request(room: string, person: number): { readonly path: string; readonly headers: string };
  /** What the client says when it is greeted, and when it is connected, where the server waits for a word. */
  answer?(kind: 'greeting' | 'connected', room: string, person: number): string;
  /** A message as a client sends it; every place of the body's count is counted up from message to message. */
  message(room: string, body: string, count: number): string;
  /** What a payload is. */
  kindOf(bytes: Buffer, start: number, end: number): FrameKind;
  /** The number a message has in its room, 0 where the server gives none. */
  seqOf(bytes: Buffer, start: number): number;
  /** The count that a reply answers, 0 where there are no replies. */
  repliedCount(bytes: Buffer, start: number): number;
}

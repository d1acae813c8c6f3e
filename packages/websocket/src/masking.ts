import { randomFillSync } from 'node:crypto';

/** Below this many bytes a plain loop beats making a view of words. */
const WORDWISE_FROM = 96;

const keyBytes = new Uint8Array(4);
const keyWord = new Int32Array(keyBytes.buffer);

/**
 * Applies a masking key to `bytes[start..end)` in place (RFC 6455 5.3); masking and unmasking are one.
 *
 * `key` holds the key's first byte lowest. The answer is all the resulting bytes or-ed together: when its bit
 * 0x80 is clear, the text is ASCII, which saves the receiver a second look.
 */
export function applyMask(bytes: Uint8Array, start: number, end: number, key: number): number {
  if (end - start < WORDWISE_FROM) return maskBytes(bytes, start, end, key);
  const aligned = start + (-(bytes.byteOffset + start) & 3);
  const words = (end - aligned) >> 2;
  const tail = aligned + words * 4;
  const rotated = rotateKey(key, aligned - start);
  return (
    maskBytes(bytes, start, aligned, key) |
    maskWords(new Int32Array(bytes.buffer, bytes.byteOffset + aligned, words), rotated) |
    maskBytes(bytes, tail, end, rotated)
  );
}

/** The key for the byte after `count` masked ones. */
export function rotateKey(key: number, count: number): number {
  const bits = (count & 3) << 3;
  return bits === 0 ? key : (key >>> bits) | (key << (32 - bits));
}

function maskBytes(bytes: Uint8Array, start: number, end: number, key: number): number {
  let seen = 0;
  let rotated = key;
  for (let at = start; at < end; at++) {
    const byte = ((bytes[at] as number) ^ rotated) & 0xff;
    bytes[at] = byte;
    seen |= byte;
    rotated = (rotated >>> 8) | (rotated << 24);
  }
  return seen;
}

function maskWords(words: Int32Array, key: number): number {
  const word = nativeWord(key);
  let seen = 0;
  for (let at = 0; at < words.length; at++) {
    const value = (words[at] as number) ^ word;
    words[at] = value;
    seen |= value;
  }
  return (seen | (seen >>> 8) | (seen >>> 16) | (seen >>> 24)) & 0xff;
}

/** The key as this machine's memory holds it, so that word-wise masking is right on big-endian machines too. */
function nativeWord(key: number): number {
  keyBytes[0] = key;
  keyBytes[1] = key >>> 8;
  keyBytes[2] = key >>> 16;
  keyBytes[3] = key >>> 24;
  return keyWord[0] as number;
}

const keys = new Int32Array(1024);
let nextKey = keys.length;

/** A fresh masking key from a strong source (RFC 6455 10.3: it must not be predictable). */
export function randomKey(): number {
  if (nextKey === keys.length) {
    randomFillSync(keys);
    nextKey = 0;
  }
  return keys[nextKey++] as number;
}

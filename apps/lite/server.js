#!/usr/bin/env node
// Made from apps/lite/src/server.ts by scripts/build-lite.mjs: change it there.

import { createInterface } from "node:readline";
import { createHash, createHmac, randomBytes, randomFillSync, randomUUID, scrypt, timingSafeEqual } from "node:crypto";
import { STATUS_CODES, createServer, validateHeaderName, validateHeaderValue } from "node:http";
import { Socket, connect, createServer as createServer$1 } from "node:net";
import { constants, createDeflateRaw, createInflateRaw } from "node:zlib";
import { constants as constants$1, isUtf8 } from "node:buffer";
import { copyFile, mkdir, open, readFile, readdir, realpath, rename, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { close, constants as constants$2, fdatasync, ftruncate, open as open$1, read, write, writeSync } from "node:fs";
import { parseArgs, promisify } from "node:util";

// apps/lite/src/terminal.ts
/**
* What a terminal would obey or hide: C0, DEL and C1 (so ESC and every sequence it begins), bidi controls, zero-width
* characters, line and paragraph separators, tags.
*/
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\u{e0000}-\u{e007f}]/gu;
/** Text from elsewhere, safe to print on one line: nothing in it moves the cursor, colours, hides or reorders. */
function plain(text) {
	return text.replace(/[\r\n\t]+/g, " ").replace(UNSAFE, "");
}

// apps/lite/src/server/line.ts
/**
* A room's log line: the event as everyone sees it, and then who sent it.
*
*     {"type":"message.created","room":"general","seq":1,"at":"…","data":{…},"client":"…"}
*
* What is sent is cut from the line's bytes; nothing is parsed or encoded again. The marks below cannot be found in a
* string's inside, where every quote has a backslash before it.
*/
const NEWLINE = 10;
const CLOSE$1 = 125;
const TEXT_FRAME = 129;
const CLIENT = Buffer.from(",\"client\":");
const DATA = Buffer.from(",\"data\":");
const SEQ$1 = Buffer.from(",\"seq\":");
const TYPE = Buffer.from("{\"type\":\"message.created\",");
const REPLAY = Buffer.from("\"replay\":true,");
/** The end of every line that `client` sends. A string: a small buffer would keep the whole pool that it was cut from. */
function tailOf(client) {
	return `,"client":${JSON.stringify(client)}}\n`;
}
/** Encodes a batch once: the bytes for the log, and the same events as WebSocket frames. */
function encodeBatch(lines) {
	const lengths = new Array(lines.length);
	let logBytes = 0;
	let frameBytes = 0;
	for (let index = 0; index < lines.length; index += 1) {
		const { event, tail } = lines[index];
		const length = Buffer.byteLength(event);
		lengths[index] = length;
		logBytes += length + Buffer.byteLength(tail);
		frameBytes += headerLength$1(length + 1) + length + 1;
	}
	const log = Buffer.allocUnsafe(logBytes);
	const frames = Buffer.allocUnsafe(frameBytes);
	let inLog = 0;
	let inFrames = 0;
	for (let index = 0; index < lines.length; index += 1) {
		const { event, tail } = lines[index];
		const length = lengths[index];
		log.write(event, inLog, length === event.length ? "latin1" : "utf8");
		inFrames = writeHeader$1(frames, inFrames, length + 1);
		log.copy(frames, inFrames, inLog, inLog + length);
		inLog += length;
		inFrames += length;
		frames[inFrames] = CLOSE$1;
		inFrames += 1;
		inLog += log.write(tail, inLog);
	}
	return {
		log,
		frames
	};
}
/** Turns whole lines of the log into the frames of a replay. */
function encodeReplay(lines) {
	const spans = [...eachLine(lines)];
	const most = lines.length + spans.length * (REPLAY.length + 10);
	const frames = Buffer.allocUnsafe(most);
	let at = 0;
	for (const [start, end] of spans) {
		const rest = start + TYPE.length;
		const body = endOfData(lines, start, end);
		at = writeHeader$1(frames, at, TYPE.length + REPLAY.length + (body - rest) + 1);
		at += TYPE.copy(frames, at);
		at += REPLAY.copy(frames, at);
		at += lines.copy(frames, at, rest, body);
		frames[at] = CLOSE$1;
		at += 1;
	}
	return {
		frames: frames.subarray(0, at),
		count: spans.length
	};
}
/** The messages of whole lines of the log, each as the bytes of its JSON. */
function messagesOf(lines) {
	return [...eachLine(lines)].map(([start, end]) => {
		const from = lines.indexOf(DATA, start) + DATA.length;
		return lines.subarray(from, endOfData(lines, start, end));
	});
}
/** The `seq` of the line that starts at `start`, or undefined where there is none to read. */
function seqAt(bytes, start) {
	const found = bytes.indexOf(SEQ$1, start);
	if (found < 0) return void 0;
	let at = found + SEQ$1.length;
	let seq = 0;
	for (; at < bytes.length; at += 1) {
		const digit = bytes[at] - 48;
		if (digit < 0 || digit > 9) return at > found + SEQ$1.length ? seq : void 0;
		seq = seq * 10 + digit;
	}
}
/** The frames of a batch from the `skip`-th on. */
function skipFrames(frames, skip) {
	let at = 0;
	for (let index = 0; index < skip; index += 1) at = endOfFrame(frames, at);
	return frames.subarray(at);
}
/** The spans of whole lines: start, and the newline's place. */
function* eachLine(bytes) {
	for (let start = 0; start < bytes.length;) {
		const end = bytes.indexOf(NEWLINE, start);
		if (end < 0) return;
		yield [start, end];
		start = end + 1;
	}
}
function endOfData(lines, start, end) {
	const found = lines.lastIndexOf(CLIENT, end);
	return found > start ? found : end - 1;
}
function headerLength$1(length) {
	if (length < 126) return 2;
	return length < 65536 ? 4 : 10;
}
function writeHeader$1(target, at, length) {
	target[at] = TEXT_FRAME;
	if (length < 126) {
		target[at + 1] = length;
		return at + 2;
	}
	if (length < 65536) {
		target[at + 1] = 126;
		return target.writeUInt16BE(length, at + 2);
	}
	target[at + 1] = 127;
	return target.writeBigUInt64BE(BigInt(length), at + 2);
}
function endOfFrame(frames, at) {
	const length = frames[at + 1];
	if (length < 126) return at + 2 + length;
	if (length === 126) return at + 4 + frames.readUInt16BE(at + 2);
	return at + 10 + Number(frames.readBigUInt64BE(at + 2));
}

// apps/lite/src/server/console.ts
/** Printed lines that may wait for whoever reads them; more are dropped, since the server must not wait. */
const WAITING = 16777216;
/** What the server prints: lines for people on a terminal, JSON lines into a pipe or a file. */
var Console = class {
	#out;
	#dropped = 0;
	constructor(out) {
		this.#out = out;
		out.on("error", () => void 0);
	}
	/** A line about the server itself. */
	say(text) {
		this.#print({
			event: "server",
			text
		}, text);
	}
	connected({ id, nick, room, address }) {
		const text = `${place(room)} ${nick}(${id.slice(0, 4)}) connected from ${address}`;
		this.#print({
			event: "connected",
			room: room.name,
			connection: id,
			nick,
			address
		}, text);
	}
	disconnected({ id, nick, room }, code) {
		const text = `${place(room)} ${nick}(${id.slice(0, 4)}) disconnected (${code})`;
		this.#print({
			event: "disconnected",
			room: room.name,
			connection: id,
			nick,
			code
		}, text);
	}
	made(room) {
		this.#print({
			event: "room",
			room: room.name
		}, `${place(room)} made`);
	}
	/** Messages, as their lines stand in the log: nothing is encoded again for a pipe. */
	stored(lines) {
		if (!this.#out.isTTY) return this.#write(lines);
		for (const [start, end] of eachLine(lines)) {
			const { room, data } = JSON.parse(lines.toString("utf8", start, end));
			const { author, body } = data;
			this.#people(`${plain(room ?? "")}  ${author.handle}(${author.id.slice(0, 4)}) ${JSON.stringify(body)}`);
		}
	}
	#print(line, text) {
		if (this.#out.isTTY) this.#people(text);
		else this.#write(`${JSON.stringify({
			at: (/* @__PURE__ */ new Date()).toISOString(),
			...line
		})}\n`);
	}
	#people(text) {
		this.#write(`${(/* @__PURE__ */ new Date()).toTimeString().slice(0, 8)} ${plain(text)}\n`);
	}
	#write(bytes) {
		if (this.#out.writableLength > WAITING) {
			this.#dropped += 1;
			return;
		}
		if (this.#dropped > 0) this.#out.write(`${JSON.stringify({
			event: "server",
			dropped: this.#dropped
		})}\n`);
		this.#dropped = 0;
		this.#out.write(bytes);
	}
};
function place(room) {
	return `${plain(room.name)} `;
}

// packages/protocol/src/close-codes.ts
const reconnect = (code, reason) => ({
	code,
	reason,
	reconnect: true
});
const stop = (code, reason) => ({
	code,
	reason,
	reconnect: false
});
/** Every close code that a Parlor server sends of its own accord; RFC 6455's own codes are the engine's. */
const CLOSE = {
	shuttingDown: reconnect(4e3, "shutting down"),
	upgrading: reconnect(4003, "upgrading"),
	slowConsumer: reconnect(4008, "slow consumer"),
	resynchronise: reconnect(4010, "resynchronise"),
	badToken: stop(4100, "bad token"),
	signedOut: stop(4101, "signed out"),
	suspended: stop(4102, "suspended"),
	protocolTooOld: stop(4103, "protocol too old"),
	noHello: stop(4104, "no session.hello in time")
};

// packages/protocol/src/fields.ts
/**
* Reads the fields of one untrusted object and gathers what is wrong with each.
* A refused field yields a harmless value of its type; callers look at `errors` before they use any.
*/
var Fields = class Fields {
	errors = [];
	#input;
	constructor(input) {
		this.#input = input;
	}
	/** A string of `min` to `max` UTF-16 units, well-formed and without NUL (PostgreSQL cannot store it). */
	string(name, range) {
		return this.optionalString(name, range) ?? this.#refuse(name, "required", "");
	}
	/** As `string`, or undefined when the field is absent or null. */
	optionalString(name, { min, max }) {
		const value = this.#value(name);
		if (value === void 0) return void 0;
		if (typeof value !== "string") return this.#refuse(name, "wrong_type", "", { expected: "string" });
		if (value.length < min) return this.#refuse(name, "too_short", "", { min });
		if (value.length > max) return this.#refuse(name, "too_long", "", { max });
		if (value.includes("\0") || !value.isWellFormed()) return this.#refuse(name, "invalid_character", "");
		return value;
	}
	/** Text that people will read: as `string`, and not only white space. */
	text(name, range) {
		const value = this.string(name, range);
		if (value !== "" && value.trim() === "") return this.#refuse(name, "blank", "");
		return value;
	}
	/** A whole number from `min` to `max`. */
	integer(name, range) {
		return this.optionalInteger(name, range) ?? this.#refuse(name, "required", range.min);
	}
	/** As `integer`, or undefined when the field is absent or null. */
	optionalInteger(name, { min, max }) {
		const value = this.#value(name);
		if (value === void 0) return void 0;
		if (!Number.isSafeInteger(value)) return this.#refuse(name, "wrong_type", min, { expected: "integer" });
		const number = value;
		if (number < min) return this.#refuse(name, "too_small", min, { min });
		if (number > max) return this.#refuse(name, "too_large", max, { max });
		return number;
	}
	/** One of a few words. */
	oneOf(name, words) {
		const value = this.#value(name);
		if (value === void 0) return this.#refuse(name, "required", words[0]);
		return words.find((candidate) => candidate === value) ?? this.#refuse(name, "not_in_list", words[0], { accepted: words.join(", ") });
	}
	/** A list of at most `max` strings, or undefined when the field is absent or null. */
	optionalStrings(name, max, range) {
		const value = this.#value(name);
		if (value === void 0) return void 0;
		if (!Array.isArray(value)) return this.#refuse(name, "wrong_type", [], { expected: "array" });
		if (value.length > max) return this.#refuse(name, "too_long", [], { max });
		const items = new Fields(Object.fromEntries(value.entries()));
		const strings = value.map((_, index) => items.string(String(index), range));
		for (const error of items.errors) this.errors.push({
			...error,
			pointer: `/${name}${error.pointer}`
		});
		return strings;
	}
	#value(name) {
		return Object.hasOwn(this.#input, name) ? this.#input[name] ?? void 0 : void 0;
	}
	#refuse(name, code, instead, params) {
		this.errors.push({
			pointer: `/${name}`,
			code,
			...params && { params }
		});
		return instead;
	}
};

// packages/protocol/src/limits.ts
/** The WebSocket sub-protocol: answered when a client offers it, never required. */
const SUBPROTOCOL = "parlor.v1";
/** How large, how many and how long: the bounds that both sides of a connection keep. */
const LIMITS = {
	/** Largest frame a server accepts, in bytes. */
	frame: 65536,
	/** Largest message body, in UTF-16 code units. */
	body: 4e3,
	/** Largest frame a client accepts, in bytes. */
	clientFrame: 1048576,
	/** Longest command id, `clientId` or client name, in UTF-16 code units. */
	id: 64,
	/** Longest room id, slug or lite room name, in UTF-16 code units. */
	room: 255,
	/** Most messages in a page of history. */
	page: 200,
	/** Messages given on entering when nothing else is asked. */
	history: 50,
	/** A page ends early when its messages pass this many bytes of JSON. */
	pageBytes: 262144,
	/** Most rooms a connection may be present in. */
	rooms: 32,
	/** Commands of a connection that may be unanswered; then the server stops reading. */
	unanswered: 256,
	/** Live bytes that may wait for one connection; then it is closed with 4008. */
	backlog: 1048576,
	/** Milliseconds between the server's pings. */
	heartbeat: 25e3,
	/** Milliseconds a connection has for `session.hello`. */
	hello: 1e4,
	/** Milliseconds after which typing ends by itself. */
	typing: 5e3,
	/** Most people named in `typing.changed`. */
	typists: 5,
	/** Most people named in one `presence.changed`, and in the list given on entering. */
	presence: 100
};

// packages/protocol/src/commands.ts
const ROOM = {
	min: 1,
	max: LIMITS.room
};
const ID = {
	min: 1,
	max: LIMITS.id
};
const BODY = {
	min: 1,
	max: LIMITS.body
};
const EMOJI = {
	min: 1,
	max: 64
};
const SEQ = {
	min: 1,
	max: Number.MAX_SAFE_INTEGER
};
const CURSOR = {
	min: 0,
	max: Number.MAX_SAFE_INTEGER
};
const PASSWORD = {
	min: 1,
	max: 1024
};
const TOKEN$1 = {
	min: 1,
	max: 8192
};
const STATUS = {
	min: 0,
	max: 100
};
const FILES = 10;
const inRoom = (fields) => ({ room: fields.string("room", ROOM) });
const onMessage = (fields) => ({
	...inRoom(fields),
	seq: fields.integer("seq", SEQ)
});
const onReaction = (fields) => ({
	...onMessage(fields),
	emoji: fields.string("emoji", EMOJI)
});
/** One decoder a command: reads the untrusted `data` and gathers what is wrong with it. */
const COMMANDS = {
	"session.hello": (fields) => ({ token: fields.string("token", TOKEN$1) }),
	"room.enter": decodeEnter,
	"room.exit": inRoom,
	"message.send": decodeSend,
	"message.edit": (fields) => ({
		...onMessage(fields),
		body: fields.text("body", BODY)
	}),
	"message.delete": onMessage,
	"message.restore": onMessage,
	"reaction.add": onReaction,
	"reaction.remove": onReaction,
	"history.list": (fields) => ({
		...inRoom(fields),
		before: fields.optionalInteger("before", SEQ),
		limit: fields.optionalInteger("limit", {
			min: 1,
			max: LIMITS.page
		}) ?? LIMITS.history
	}),
	"typing.start": inRoom,
	"typing.stop": inRoom,
	"read.set": (fields) => ({
		...inRoom(fields),
		seq: fields.integer("seq", CURSOR)
	}),
	"presence.set": (fields) => ({
		state: fields.oneOf("state", [
			"online",
			"idle",
			"dnd",
			"invisible"
		]),
		status: fields.optionalString("status", STATUS)
	}),
	ping: () => ({})
};
/** Whether the protocol has a command of this name. */
function isCommandType(type) {
	return Object.hasOwn(COMMANDS, type);
}
function decodeEnter(fields) {
	return {
		...inRoom(fields),
		password: fields.optionalString("password", PASSWORD),
		history: fields.optionalInteger("history", {
			min: 0,
			max: LIMITS.page
		}),
		after: fields.optionalInteger("after", CURSOR),
		epoch: fields.optionalString("epoch", ID),
		limit: fields.optionalInteger("limit", {
			min: 1,
			max: Number.MAX_SAFE_INTEGER
		})
	};
}
function decodeSend(fields) {
	const room = fields.string("room", ROOM);
	const files = fields.optionalStrings("files", FILES, ID);
	return {
		room,
		body: files?.length ? fields.string("body", {
			...BODY,
			min: 0
		}) : fields.text("body", BODY),
		clientId: fields.string("clientId", ID),
		replyTo: fields.optionalInteger("replyTo", SEQ),
		files
	};
}

// packages/protocol/src/problems.ts
const kind = (status, title, retry = false) => ({
	status,
	title,
	retry
});
/** Every failure that a client can see: replies, REST and the terminal's exit codes share this table. */
const PROBLEMS = {
	invalid_input: kind(422, "The input is not valid"),
	unknown_command: kind(400, "There is no such command"),
	unauthenticated: kind(401, "Sign in first"),
	token_expired: kind(401, "The access token has expired"),
	forbidden: kind(403, "This is not allowed"),
	not_found: kind(404, "There is no such thing here"),
	conflict: kind(409, "This conflicts with what is there"),
	gone: kind(410, "This is no longer there"),
	precondition_failed: kind(412, "It has changed in the meantime"),
	payload_too_large: kind(413, "This is too large"),
	unsupported_media_type: kind(415, "This media type is not supported"),
	rate_limited: kind(429, "Too many requests", true),
	slow_mode: kind(429, "The room is in slow mode", true),
	muted: kind(403, "You are muted in this room"),
	blocked: kind(403, "You are blocked"),
	room_password_required: kind(403, "This room needs a password"),
	room_password_wrong: kind(403, "The room password is not right"),
	room_locked: kind(403, "The room is locked"),
	room_full: kind(409, "The room is full", true),
	not_allowed_to_message: kind(403, "You may not message this person"),
	registration_closed: kind(403, "Registration is closed"),
	setup_required: kind(409, "The server is not set up yet"),
	setup_done: kind(409, "The server is already set up"),
	unavailable: kind(503, "The server cannot do this right now", true),
	internal: kind(500, "Something went wrong on the server", true)
};
/** A failure to tell the client. Everything else that is thrown is a bug and becomes `internal`. */
var Problem = class extends Error {
	code;
	status;
	errors;
	retryAfter;
	constructor(code, details = {}) {
		super(details.detail ?? PROBLEMS[code].title);
		this.name = "Problem";
		this.code = code;
		this.status = details.status ?? PROBLEMS[code].status;
		this.errors = details.errors;
		this.retryAfter = details.retryAfter;
	}
	/** The problem as it travels in a reply. */
	toJSON() {
		return {
			code: this.code,
			status: this.status,
			detail: this.message,
			...this.errors && { errors: this.errors },
			...this.retryAfter !== void 0 && { retryAfter: this.retryAfter }
		};
	}
};
/** `invalid_input` (422) with what is wrong in each field. */
function invalidInput(errors) {
	const names = errors.map((error) => `${error.pointer} (${error.code})`).join(", ");
	return new Problem("invalid_input", {
		detail: `Not valid: ${names}.`,
		errors
	});
}
/** `invalid_input` (400): what came is not even an envelope. */
function malformed(detail) {
	return new Problem("invalid_input", {
		detail,
		status: 400
	});
}

// packages/protocol/src/decode.ts
/**
* Decodes the text of one frame into a command's envelope.
* @throws Problem `invalid_input` (400) for what is no JSON object with a string `type`, and a good `id` and `data`.
*/
function decodeEnvelope(text) {
	const frame = parse$1(text);
	if (!isObject(frame)) throw malformed("A frame is one JSON object.");
	const { type, id } = frame;
	if (typeof type !== "string") throw malformed("A command has a string \"type\".");
	if (id !== void 0 && !isId(id)) throw malformed(`A command's "id" is a string of 1 to ${LIMITS.id} characters.`);
	return {
		type,
		id,
		data: frame.data ?? {}
	};
}
/**
* Decodes the data of a command of a known type.
* @throws Problem `invalid_input` (422) with what is wrong in each field.
*/
function decodeCommand(type, data) {
	if (!isObject(data)) throw invalidInput([{
		pointer: "",
		code: "wrong_type",
		params: { expected: "object" }
	}]);
	const fields = new Fields(data);
	const input = COMMANDS[type](fields);
	if (fields.errors.length > 0) throw invalidInput(fields.errors);
	return input;
}
/** Whether a value is a JSON object: not null, not an array. */
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function parse$1(text) {
	try {
		return JSON.parse(text);
	} catch {
		throw malformed("This is not JSON.");
	}
}
function isId(value) {
	return typeof value === "string" && value.length >= 1 && value.length <= LIMITS.id;
}

// packages/websocket/src/close-codes.ts
/** No close frame carried a code (RFC 6455 7.4.1); reported, never sent. */
const NO_STATUS = 1005;
/** The connection ended without a close frame (RFC 6455 7.4.1); reported, never sent. */
const ABNORMAL = 1006;
/**
* Whether `code` may stand in a close frame (RFC 6455 7.4, and the IANA registry for 1012 to 1014).
* 1004 to 1006 and 1015 are only ever reported; 1016 to 2999 are for later standards.
*/
function isCloseCode(code) {
	if (code >= 3e3) return code <= 4999;
	return code >= 1e3 && code <= 1014 && (code < 1004 || code > 1006);
}

// packages/websocket/src/pool.ts
/** Lends at most `size` things at a time; who comes later waits in line. The line has one place a borrower. */
var Pool = class {
	#create;
	#size;
	#idle = [];
	#line = [];
	#lent = 0;
	constructor(size, create) {
		this.#size = size;
		this.#create = create;
	}
	/** Calls `use` with one of them, at once or when its turn comes; it is given back by {@link giveBack}. */
	borrow(use) {
		if (this.#lent === this.#size) {
			this.#line.push(use);
			return;
		}
		this.#lent++;
		use(this.#idle.pop() ?? this.#create());
	}
	/** Ends a loan, and begins the next one in line. */
	giveBack(thing) {
		this.#lent--;
		if (thing.isUsable) this.#idle.push(thing);
		else thing.dispose();
		const next = this.#line.shift();
		if (next !== void 0) this.borrow(next);
	}
};

// packages/websocket/src/deflating.ts
/** Compresses messages, one at a time (RFC 7692 7.2.1). */
var Deflater = class {
	isUsable = true;
	#zlib;
	#pieces = [];
	constructor(windowBits) {
		this.#zlib = createDeflateRaw({ windowBits });
		this.#zlib.on("data", (piece) => this.#pieces.push(piece));
	}
	/** Compresses a message, which is not empty, on top of the window of those before. */
	deflate(data, done) {
		this.#zlib.write(data);
		this.#zlib.flush(constants.Z_SYNC_FLUSH, () => {
			const message = Buffer.concat(this.#pieces);
			this.#pieces = [];
			done(message.subarray(0, -4));
		});
	}
	/** Forgets the window. */
	reset() {
		this.#zlib.reset();
	}
	/** Frees the memory; a message under way is not told of any more. */
	dispose() {
		this.#zlib.destroy();
	}
};
/** Deflaters of all connections that keep no window, one pool a window size. */
const shared$2 = /* @__PURE__ */ new Map();
/** Compresses a message that builds on none before, with a shared deflater. */
function deflateShared(windowBits, data, done) {
	let pool = shared$2.get(windowBits);
	if (pool === void 0) {
		pool = new Pool(4, () => new Deflater(windowBits));
		shared$2.set(windowBits, pool);
	}
	const lender = pool;
	lender.borrow((deflater) => {
		deflater.deflate(data, (message) => {
			deflater.reset();
			lender.giveBack(deflater);
			done(message);
		});
	});
}

// packages/websocket/src/errors.ts
/**
* Every way in which a peer can break the protocol, and the close code it is told.
* `docs/websocket-errors.md` is this table for people; a test holds the two equal.
*/
const WEBSOCKET_ERRORS = {
	reserved_bits: {
		closeCode: 1002,
		meaning: "A reserved bit is set without an extension that uses it"
	},
	unknown_opcode: {
		closeCode: 1002,
		meaning: "The opcode is reserved"
	},
	unmasked: {
		closeCode: 1002,
		meaning: "A frame from a client is not masked"
	},
	masked: {
		closeCode: 1002,
		meaning: "A frame from a server is masked"
	},
	length_not_minimal: {
		closeCode: 1002,
		meaning: "The length is not encoded in the fewest bytes"
	},
	length_invalid: {
		closeCode: 1002,
		meaning: "The highest bit of the 64-bit length is set"
	},
	control_fragmented: {
		closeCode: 1002,
		meaning: "A control frame is fragmented"
	},
	control_too_long: {
		closeCode: 1002,
		meaning: "A control frame carries more than 125 bytes"
	},
	unexpected_continuation: {
		closeCode: 1002,
		meaning: "A continuation without a message to continue"
	},
	expected_continuation: {
		closeCode: 1002,
		meaning: "A new message inside an unfinished one"
	},
	close_payload: {
		closeCode: 1002,
		meaning: "A close frame carries one byte"
	},
	close_code: {
		closeCode: 1002,
		meaning: "A close code that may not be sent"
	},
	invalid_utf8: {
		closeCode: 1007,
		meaning: "Text that is not UTF-8"
	},
	invalid_deflate: {
		closeCode: 1007,
		meaning: "Compressed data that cannot be inflated"
	},
	message_too_large: {
		closeCode: 1009,
		meaning: "A message larger than the limit"
	}
};
/** The peer broke the protocol: the connection fails with `closeCode` (RFC 6455 7.1.7). */
var WebSocketError = class extends Error {
	name = "WebSocketError";
	code;
	closeCode;
	constructor(code) {
		super(WEBSOCKET_ERRORS[code].meaning);
		this.code = code;
		this.closeCode = WEBSOCKET_ERRORS[code].closeCode;
	}
};

// packages/websocket/src/utf8.ts
/** At a boundary between characters: where each text starts and must end. */
const UTF8_COMPLETE = 0;
/** No continuation can make this text valid. */
const UTF8_INVALID = -1;
/**
* Checks the next piece of a text, and fails at the first byte that no continuation could repair.
*
* The bulk is checked by the platform; only the bytes at the seams between pieces are stepped through here, so
* that a byte like 90 after F4 is refused before the character is complete (RFC 6455 8.1).
*/
function checkUtf8(state, bytes, start, end) {
	let at = start;
	let current = state;
	while (at < end && current > 0) current = step(current, bytes[at++]);
	if (current === -1 || at === end) return current;
	const tail = startOfTail(bytes, at, end);
	if (tail > at && !isUtf8(bytes.subarray(at, tail))) return -1;
	for (at = tail; at < end && current !== -1; at++) current = step(current, bytes[at]);
	return current;
}
/** The start of a last character that does not end within `bytes[start..end)`, else `end`. */
function startOfTail(bytes, start, end) {
	const first = Math.max(start, end - 3);
	for (let at = end - 1; at >= first; at--) {
		const byte = bytes[at];
		if (byte < 128) return end;
		if (byte >= 192) return at + sequenceLength(byte) > end ? at : end;
	}
	return end;
}
function sequenceLength(lead) {
	if (lead < 224) return 2;
	return lead < 240 ? 3 : 4;
}
function step(state, byte) {
	if (state === 0) return open$2(byte);
	const low = state >> 8 & 255;
	const high = state >> 16;
	if (byte < low || byte > high) return -1;
	const needed = (state & 255) - 1;
	return needed === 0 ? 0 : expect(needed, 128, 191);
}
/** The first byte of a character decides how many follow, and narrows the second (RFC 3629 4). */
function open$2(byte) {
	if (byte < 128) return 0;
	if (byte < 194) return -1;
	if (byte < 224) return expect(1, 128, 191);
	if (byte === 224) return expect(2, 160, 191);
	if (byte === 237) return expect(2, 128, 159);
	if (byte < 240) return expect(2, 128, 191);
	if (byte === 240) return expect(3, 144, 191);
	if (byte < 244) return expect(3, 128, 191);
	return byte === 244 ? expect(3, 128, 143) : -1;
}
function expect(needed, low, high) {
	return needed | low << 8 | high << 16;
}

// packages/websocket/src/inflating.ts
/** What a sender cuts off the end of each compressed message (RFC 7692 7.2.1). */
const TRAILER = Buffer.from([
	0,
	0,
	255,
	255
]);
const NOTHING$1 = Buffer.alloc(0);
/** Output is taken, counted and judged in pieces of this size. */
const PIECE = 65536;
/**
* Inflates messages, one at a time (RFC 7692 7.2.2).
*
* The output is counted piece by piece, and the work ends with the piece that passes the limit: a bomb costs the
* limit and one piece, whatever it would have become.
*/
var Inflater = class {
	#zlib = createInflateRaw({ chunkSize: PIECE });
	#isUsable = true;
	#pieces = [];
	#length = 0;
	#utf8 = 0;
	#job;
	#done;
	constructor() {
		this.#zlib.on("data", (piece) => this.#take(piece));
		this.#zlib.on("error", () => this.#fail("invalid_deflate"));
		this.#zlib.on("end", () => {
			this.#isUsable = false;
			this.#finish();
		});
	}
	get isUsable() {
		return this.#isUsable;
	}
	/** Inflates a message on top of the window of those before. */
	inflate(job, done) {
		this.#job = job;
		this.#done = done;
		this.#zlib.write(job.data);
		this.#zlib.write(TRAILER);
		this.#zlib.flush(() => this.#finish());
	}
	/** Forgets the window. */
	reset() {
		if (this.#isUsable) this.#zlib.reset();
	}
	/** Frees the memory; a message under way is not told of any more. */
	dispose() {
		this.#isUsable = false;
		this.#settle();
		this.#zlib.destroy();
	}
	#take(piece) {
		if (this.#job === void 0) return;
		this.#length += piece.length;
		if (this.#length > this.#job.maxMessageBytes) return this.#fail("message_too_large");
		if (this.#job.isText) {
			this.#utf8 = checkUtf8(this.#utf8, piece, 0, piece.length);
			if (this.#utf8 === -1) return this.#fail("invalid_utf8");
		}
		this.#pieces.push(piece);
	}
	#finish() {
		if (this.#utf8 !== 0) return this.#fail("invalid_utf8");
		const message = this.#pieces.length === 1 ? this.#pieces[0] ?? NOTHING$1 : Buffer.concat(this.#pieces);
		this.#settle()?.(void 0, message);
	}
	#fail(code) {
		this.#isUsable = false;
		const done = this.#settle();
		this.#zlib.destroy();
		done?.(new WebSocketError(code), NOTHING$1);
	}
	#settle() {
		const done = this.#done;
		this.#done = void 0;
		this.#job = void 0;
		this.#pieces = [];
		this.#length = 0;
		this.#utf8 = 0;
		return done;
	}
};
/** Inflaters of all connections that keep no window: so many run at a time, the rest wait in line. */
const shared$1 = new Pool(8, () => new Inflater());
/** Inflates a message that builds on none before, with a shared inflater. */
function inflateShared(job, done) {
	shared$1.borrow((inflater) => {
		inflater.inflate(job, (error, message) => {
			inflater.reset();
			shared$1.giveBack(inflater);
			done(error, message);
		});
	});
}

// packages/websocket/src/compression.ts
/** zlib writes no raw stream with a smaller window. */
const NARROWEST = 9;
/** One connection's compression: with shared machines, or with its own where messages build on each other. */
var Compression = class {
	#agreement;
	#inflater;
	#deflater;
	constructor(agreement) {
		this.#agreement = agreement;
	}
	/** Whether a message of so many bytes is sent compressed. */
	isWorthwhile(length) {
		return length > 0 && length >= this.#agreement.threshold && this.#agreement.windowBits >= NARROWEST;
	}
	/** Inflates the peer's next message. */
	inflate(job, done) {
		if (!this.#agreement.receivesWithContext) return inflateShared(job, done);
		if (this.#inflater?.isUsable !== true) this.#inflater = new Inflater();
		this.#inflater.inflate(job, done);
	}
	/** Compresses our next message; undefined when it is better sent as it is. */
	deflate(data, done) {
		const { sendsWithContext, windowBits } = this.#agreement;
		if (!sendsWithContext) {
			const choose = (message) => done(message.length < data.length ? message : void 0);
			return deflateShared(windowBits, data, choose);
		}
		this.#deflater ??= new Deflater(windowBits);
		this.#deflater.deflate(data, done);
	}
	/** Frees this connection's own machines. */
	dispose() {
		this.#inflater?.dispose();
		this.#deflater?.dispose();
	}
};

// packages/websocket/src/opcodes.ts
/** What a frame is (RFC 6455 5.2); the numbers not listed are reserved and refused. */
const OPCODE = {
	continuation: 0,
	text: 1,
	binary: 2,
	close: 8,
	ping: 9,
	pong: 10
};

// packages/websocket/src/gathering.ts
/** Bytes a message starts with when its first piece is smaller. */
const FIRST_CAPACITY = 512;
/**
* The pieces of one message in one growing buffer.
*
* A fragment costs its bytes and nothing more, so a message may come in any number of them; and the buffer grows
* with what has arrived, not with what a header announces, so an announcement costs nothing.
*/
var Gathering = class {
	#bytes = Buffer.allocUnsafeSlow(0);
	#length = 0;
	get length() {
		return this.#length;
	}
	/** Adds a copy of `bytes[start..end)`. */
	add(bytes, start, end) {
		const length = this.#length + end - start;
		if (length > this.#bytes.length) this.#grow(length);
		this.#bytes.set(bytes.subarray(start, end), this.#length);
		this.#length = length;
	}
	/** What was gathered; the gathering is not used after it. */
	finish() {
		return this.#bytes.subarray(0, this.#length);
	}
	#grow(length) {
		const grown = Buffer.allocUnsafeSlow(Math.max(length, this.#bytes.length * 2, FIRST_CAPACITY));
		grown.set(this.#bytes.subarray(0, this.#length));
		this.#bytes = grown;
	}
};

// packages/websocket/src/header-reader.ts
/** The header goes on in the next chunk. */
const UNFINISHED = -1;
/** Bytes of the longest header: two, a 64-bit length, and the masking key. */
const LONGEST = 14;
/** Reads the header of each frame (RFC 6455 5.2) and checks it, each byte as it comes. */
var HeaderReader = class {
	#masked;
	#reserved;
	/** Flags and opcode of the header read last. */
	first = 0;
	/** Its payload's length. */
	length = 0;
	/** Its masking key, the first byte lowest. */
	key = 0;
	/** A header that comes in pieces. */
	#pieces;
	#gathered = 0;
	#size = 0;
	/**
	* @param masked Whether frames must be masked (from a client) or must not be (from a server).
	* @param reserved The reserved bits that the first frame of a message may have set.
	*/
	constructor(masked, reserved) {
		this.#masked = masked;
		this.#reserved = reserved;
	}
	/** Whether the frame is a close, a ping or a pong. */
	get isControl() {
		return (this.first & 8) !== 0;
	}
	/**
	* Reads a header at `chunk[at]`.
	*
	* @param message The opcode of the message under way, 0 between messages.
	* @returns Where the payload begins, or {@link UNFINISHED}.
	*/
	read(chunk, at, message) {
		if (this.#gathered === 0 && at + 1 < chunk.length) {
			this.#checkFirst(chunk[at], message);
			const size = this.#checkSecond(chunk[at + 1]);
			if (at + size <= chunk.length) {
				this.#readRest(chunk, at);
				return at + size;
			}
		}
		return this.#gather(chunk, at, message);
	}
	#gather(chunk, start, message) {
		this.#pieces ??= Buffer.allocUnsafe(LONGEST);
		for (let at = start; at < chunk.length;) {
			const byte = chunk[at++];
			this.#pieces[this.#gathered++] = byte;
			if (this.#gathered === 1) this.#checkFirst(byte, message);
			else if (this.#gathered === 2) this.#size = this.#checkSecond(byte);
			if (this.#gathered >= 2 && this.#gathered === this.#size) {
				this.#gathered = 0;
				this.#readRest(this.#pieces, 0);
				return at;
			}
		}
		return -1;
	}
	/** Flags and opcode (RFC 6455 5.2, 5.4). */
	#checkFirst(byte, message) {
		const opcode = byte & 15;
		const isMessageStart = opcode === OPCODE.text || opcode === OPCODE.binary;
		const allowed = isMessageStart ? this.#reserved : 0;
		if ((byte & 112 & ~allowed) !== 0) throw new WebSocketError("reserved_bits");
		if (opcode === OPCODE.continuation) {
			if (message === 0) throw new WebSocketError("unexpected_continuation");
		} else if (isMessageStart) {
			if (message !== 0) throw new WebSocketError("expected_continuation");
		} else if (opcode < OPCODE.close || opcode > OPCODE.pong) throw new WebSocketError("unknown_opcode");
		else if ((byte & 128) === 0) throw new WebSocketError("control_fragmented");
		this.first = byte;
	}
	/** Mask bit and length; answers the size of the whole header. */
	#checkSecond(byte) {
		const masked = (byte & 128) !== 0;
		if (masked !== this.#masked) throw new WebSocketError(masked ? "masked" : "unmasked");
		const short = byte & 127;
		if (short > 125 && this.isControl) throw new WebSocketError("control_too_long");
		return keyOffset(short) + (masked ? 4 : 0);
	}
	#readRest(header, at) {
		const short = header[at + 1] & 127;
		this.length = short < 126 ? short : readLongLength(header, at, short);
		if (this.#masked) this.key = header.readInt32LE(at + keyOffset(short));
	}
};
/** Where the masking key stands, after two bytes and the length that the second of them announces. */
function keyOffset(short) {
	if (short < 126) return 2;
	return short === 126 ? 4 : 10;
}
/**
* A length of 16 or 64 bits.
*
* The longer one is judged as two halves before it takes part in any sum: a length near 2^63 added to what was
* gathered is how another engine came to overflow (CVE-2020-27813).
*/
function readLongLength(header, at, short) {
	if (short === 126) {
		const length = header.readUInt16BE(at + 2);
		if (length < 126) throw new WebSocketError("length_not_minimal");
		return length;
	}
	const high = header.readUInt32BE(at + 2);
	const low = header.readUInt32BE(at + 6);
	if (high >= 2147483648) throw new WebSocketError("length_invalid");
	if (high === 0 && low < 65536) throw new WebSocketError("length_not_minimal");
	if (high > 0) throw new WebSocketError("message_too_large");
	return low;
}

// packages/websocket/src/masking.ts
/** Below this many bytes a plain loop beats making a view of words. */
const WORDWISE_FROM = 96;
const keyBytes = /* @__PURE__ */ new Uint8Array(4);
const keyWord = new Int32Array(keyBytes.buffer);
/**
* Applies a masking key to `bytes[start..end)` in place (RFC 6455 5.3); masking and unmasking are one.
*
* `key` holds the key's first byte lowest. The answer is all the resulting bytes or-ed together: when its bit
* 0x80 is clear, the text is ASCII, which saves the receiver a second look.
*/
function applyMask(bytes, start, end, key) {
	if (end - start < WORDWISE_FROM) return maskBytes(bytes, start, end, key);
	const aligned = start + (-(bytes.byteOffset + start) & 3);
	const words = end - aligned >> 2;
	const tail = aligned + words * 4;
	const rotated = rotateKey(key, aligned - start);
	return maskBytes(bytes, start, aligned, key) | maskWords(new Int32Array(bytes.buffer, bytes.byteOffset + aligned, words), rotated) | maskBytes(bytes, tail, end, rotated);
}
/** The key for the byte after `count` masked ones. */
function rotateKey(key, count) {
	const bits = (count & 3) << 3;
	return bits === 0 ? key : key >>> bits | key << 32 - bits;
}
function maskBytes(bytes, start, end, key) {
	let seen = 0;
	let rotated = key;
	for (let at = start; at < end; at++) {
		const byte = (bytes[at] ^ rotated) & 255;
		bytes[at] = byte;
		seen |= byte;
		rotated = rotated >>> 8 | rotated << 24;
	}
	return seen;
}
function maskWords(words, key) {
	const word = nativeWord(key);
	let seen = 0;
	for (let at = 0; at < words.length; at++) {
		const value = words[at] ^ word;
		words[at] = value;
		seen |= value;
	}
	return (seen | seen >>> 8 | seen >>> 16 | seen >>> 24) & 255;
}
/** The key as this machine's memory holds it, so that word-wise masking is right on big-endian machines too. */
function nativeWord(key) {
	keyBytes[0] = key;
	keyBytes[1] = key >>> 8;
	keyBytes[2] = key >>> 16;
	keyBytes[3] = key >>> 24;
	return keyWord[0];
}
const keys = /* @__PURE__ */ new Int32Array(1024);
let nextKey = keys.length;
/** A fresh masking key from a strong source (RFC 6455 10.3: it must not be predictable). */
function randomKey() {
	if (nextKey === keys.length) {
		randomFillSync(keys);
		nextKey = 0;
	}
	return keys[nextKey++];
}

// packages/websocket/src/receiver.ts
const NOTHING = Buffer.alloc(0);
/** The application wants nothing for now. */
const PAUSED = 1;
/** A message is being inflated; what follows it waits. */
const INFLATING = 2;
/** The others have their turn. */
const RESTING = 4;
/**
* After so many frames the other connections have a turn. A flood of empty frames is 10,000 of them a chunk, and
* the system hands over up to 32 chunks of one connection before it looks at the next.
*/
const FRAMES_A_TURN = 512;
/**
* Reads frames from chunks as they come and tells of messages (RFC 6455 5 and 8.1).
*
* A message whose one frame lies whole in one chunk is unmasked in place and read from there. Anything else is
* gathered. Every check is made at the first byte that can fail it.
*/
var Receiver = class {
	#events;
	#masked;
	#limit;
	#compression;
	#phase = "header";
	/** Why nothing more is read for now: {@link PAUSED}, {@link INFLATING}, {@link RESTING} together. */
	#holds = 0;
	/** Frames read since the last rest. */
	#frames = 0;
	/** What came meanwhile, not looked at yet. */
	#held;
	/** The frame being read. */
	#header;
	#key = 0;
	#remaining = 0;
	#control;
	/** The message being read: 0 between messages. */
	#opcode = 0;
	#compressed = false;
	#utf8 = 0;
	#gathering;
	constructor(events, options) {
		this.#events = events;
		this.#masked = options.masked;
		this.#limit = options.maxMessageBytes;
		this.#compression = options.compression;
		this.#header = new HeaderReader(options.masked, options.compression === void 0 ? 0 : 64);
	}
	/** Reads the next bytes from the peer. They are changed in place, and may be kept as part of a message. */
	receive(chunk) {
		if (this.#holds !== 0) {
			this.#held = this.#held === void 0 ? chunk : Buffer.concat([this.#held, chunk]);
			return;
		}
		this.#events.begun();
		try {
			this.#read(chunk);
		} catch (error) {
			this.#fail(error);
		} finally {
			this.#events.settled();
		}
	}
	/** Tells of nothing more until {@link resume}, not even of what came in the same chunk. */
	pause() {
		this.#hold(PAUSED);
	}
	/** Goes on with what was held back. */
	resume() {
		this.#release(PAUSED);
	}
	/** Ignores everything from now on, and lets go of what was gathered. */
	stop() {
		if (this.#phase === "closed") return;
		this.#phase = "closed";
		this.#gathering = void 0;
		this.#held = void 0;
		this.#holds = 0;
		this.#events.released();
	}
	#hold(reason) {
		this.#holds |= reason;
		this.#events.halted();
	}
	#release(reason) {
		if ((this.#holds & reason) === 0) return;
		this.#holds &= ~reason;
		if (this.#holds !== 0) return;
		const held = this.#held;
		this.#held = void 0;
		if (held !== void 0) this.receive(held);
		if (this.#holds === 0) this.#events.released();
	}
	#rest() {
		this.#frames = 0;
		this.#hold(RESTING);
		setImmediate(() => this.#release(RESTING));
	}
	/** The peer's fault ends the connection by its rules; an error of the application goes on to whoever called. */
	#fail(error) {
		this.stop();
		if (error instanceof WebSocketError) return this.#events.broken(error);
		this.#events.crashed();
		throw error;
	}
	#read(chunk) {
		let at = 0;
		while (at < chunk.length && this.#phase !== "closed") {
			if (this.#holds !== 0) {
				this.#held = chunk.subarray(at);
				return;
			}
			at = this.#phase === "header" ? this.#readHeader(chunk, at) : this.#readPayload(chunk, at);
		}
	}
	#readHeader(chunk, at) {
		const next = this.#header.read(chunk, at, this.#opcode);
		if (next === -1) return chunk.length;
		if (++this.#frames === FRAMES_A_TURN) this.#rest();
		if (!this.#header.isControl) this.#openData(this.#header.length);
		this.#remaining = this.#header.length;
		this.#key = this.#header.key;
		this.#phase = "payload";
		if (this.#remaining === 0) this.#takePayload(chunk, next, next, 0);
		return next;
	}
	#openData(length) {
		if (this.#opcode === 0) {
			this.#opcode = this.#header.first & 15;
			this.#compressed = (this.#header.first & 64) !== 0;
		}
		if (length > this.#mostWireBytes() - (this.#gathering?.length ?? 0)) throw new WebSocketError("message_too_large");
	}
	/** What cannot be compressed grows a little by it: 5 bytes a block, and zlib's blocks are 16 KiB or more. */
	#mostWireBytes() {
		return this.#compressed ? this.#limit + (this.#limit >> 10) + 64 : this.#limit;
	}
	#readPayload(chunk, start) {
		const end = Math.min(chunk.length, start + this.#remaining);
		let seen = 255;
		if (this.#masked) {
			seen = applyMask(chunk, start, end, this.#key);
			this.#key = rotateKey(this.#key, end - start);
		}
		this.#remaining -= end - start;
		this.#takePayload(chunk, start, end, seen);
		return end;
	}
	/** Takes unmasked bytes of the current frame; `seen` without bit 0x80 promises that they are ASCII. */
	#takePayload(bytes, start, end, seen) {
		const ends = this.#remaining === 0;
		if (ends) this.#phase = "header";
		if (this.#header.isControl) this.#takeControl(bytes, start, end, ends);
		else if (ends && (this.#header.first & 128) !== 0) this.#takeLast(bytes, start, end, seen);
		else this.#gather(bytes, start, end, seen);
	}
	#takeLast(bytes, start, end, seen) {
		const isText = this.#opcode === OPCODE.text;
		if (this.#gathering === void 0 && !this.#compressed) {
			this.#opcode = 0;
			if (isText) this.#events.text(decodeText(bytes, start, end, seen));
			else this.#events.binary(own(bytes, start, end));
			return;
		}
		this.#gather(bytes, start, end, seen);
		if (this.#utf8 !== 0) throw new WebSocketError("invalid_utf8");
		const message = this.#gathering?.finish() ?? NOTHING;
		this.#gathering = void 0;
		this.#opcode = 0;
		if (this.#compressed) this.#inflate(message, isText);
		else this.#tell(message, isText);
	}
	#tell(message, isText) {
		if (isText) this.#events.text(message.toString("utf8"));
		else this.#events.binary(message);
	}
	#inflate(data, isText) {
		this.#compressed = false;
		this.#hold(INFLATING);
		this.#compression?.inflate({
			data,
			isText,
			maxMessageBytes: this.#limit
		}, (error, message) => {
			if (this.#phase === "closed") return;
			this.#events.begun();
			try {
				if (error !== void 0) throw error;
				this.#tell(message, isText);
			} catch (thrown) {
				this.#fail(thrown);
			} finally {
				this.#events.settled();
			}
			this.#release(INFLATING);
		});
	}
	#gather(bytes, start, end, seen) {
		if (start === end) return;
		if (this.#opcode === OPCODE.text && !this.#compressed && (seen >= 128 || this.#utf8 !== 0)) {
			this.#utf8 = checkUtf8(this.#utf8, bytes, start, end);
			if (this.#utf8 === -1) throw new WebSocketError("invalid_utf8");
		}
		this.#gathering ??= new Gathering();
		this.#gathering.add(bytes, start, end);
	}
	#takeControl(bytes, start, end, ends) {
		if (!ends || this.#control !== void 0) {
			const pieces = [this.#control ?? NOTHING, bytes.subarray(start, end)];
			this.#control = Buffer.concat(pieces);
			if (!ends) return;
		}
		const payload = this.#control ?? (start === end ? NOTHING : bytes.subarray(start, end));
		this.#control = void 0;
		switch (this.#header.first & 15) {
			case OPCODE.ping:
				this.#events.pinged(payload);
				break;
			case OPCODE.pong:
				this.#events.ponged(payload);
				break;
			default: this.#takeClose(payload);
		}
	}
	/** A close frame: nothing, or a code and a reason (RFC 6455 5.5.1, 7.4). */
	#takeClose(payload) {
		if (payload.length === 1) throw new WebSocketError("close_payload");
		const code = payload.length === 0 ? NO_STATUS : payload.readUInt16BE(0);
		if (payload.length > 0 && !isCloseCode(code)) throw new WebSocketError("close_code");
		const reason = decodeText(payload, Math.min(2, payload.length), payload.length, 255);
		this.stop();
		this.#events.closeFrame(code, reason);
	}
};
function decodeText(bytes, start, end, seen) {
	if (seen < 128) return bytes.toString("latin1", start, end);
	if (!isUtf8(bytes.subarray(start, end))) throw new WebSocketError("invalid_utf8");
	return bytes.toString("utf8", start, end);
}
/** A message out of a chunk: a view when it is most of it, else a copy, so that a few bytes never pin many. */
function own(bytes, start, end) {
	const view = bytes.subarray(start, end);
	return view.length * 2 > view.buffer.byteLength ? view : Buffer.from(view);
}

// packages/websocket/src/frames.ts
/**
* One unmasked text frame, as a server sends it: bytes to give to `sendFrames` of any number of connections.
*
* @param payload The text, or its UTF-8 bytes (not checked).
*/
function encodeTextFrame(payload) {
	return encodeFrame(128 | OPCODE.text, payload);
}
/**
* Many texts as unmasked frames, one after the other in one buffer with one allocation.
*
* This is the fan-out path: encode what a room said in this turn once, then `sendFrames` it to each member.
*/
function joinTextFrames(payloads) {
	return joinFrames(128 | OPCODE.text, payloads, 0);
}
/** One frame a payload, all with the same first byte, in one buffer; masked when `masked` is the bit for it. */
function joinFrames(first, payloads, masked) {
	const lengths = new Array(payloads.length);
	const keyLength = masked === 0 ? 0 : 4;
	let total = 0;
	for (let index = 0; index < payloads.length; index++) {
		const length = byteLength(payloads[index]);
		lengths[index] = length;
		total += headerLength(length) + keyLength + length;
	}
	const target = Buffer.allocUnsafe(total);
	let at = 0;
	for (let index = 0; index < payloads.length; index++) {
		const length = lengths[index];
		at = writeHeader(target, at, first, length, masked);
		at = writeBody(target, at, payloads[index], length, masked);
	}
	return target;
}
/** One unmasked frame with the given first byte (flags and opcode). */
function encodeFrame(first, payload) {
	const length = byteLength(payload);
	const target = Buffer.allocUnsafe(headerLength(length) + length);
	writePayload(target, writeHeader(target, 0, first, length, 0), payload, length);
	return target;
}
/** One frame masked with a fresh key, as a client must send each (RFC 6455 5.3). */
function encodeMaskedFrame(first, payload) {
	const length = byteLength(payload);
	const target = Buffer.allocUnsafe(headerLength(length) + 4 + length);
	writeBody(target, writeHeader(target, 0, first, length, 128), payload, length, 128);
	return target;
}
/** Writes the payload, after its key when it is masked; answers where the next frame begins. */
function writeBody(target, at, payload, length, masked) {
	if (masked === 0) {
		writePayload(target, at, payload, length);
		return at + length;
	}
	const key = randomKey();
	const start = target.writeInt32LE(key, at);
	writePayload(target, start, payload, length);
	applyMask(target, start, start + length, key);
	return start + length;
}
function byteLength(payload) {
	return typeof payload === "string" ? Buffer.byteLength(payload) : payload.length;
}
function headerLength(length) {
	if (length < 126) return 2;
	return length < 65536 ? 4 : 10;
}
function writeHeader(target, at, first, length, masked) {
	target[at] = first;
	if (length < 126) {
		target[at + 1] = masked | length;
		return at + 2;
	}
	if (length < 65536) {
		target[at + 1] = masked | 126;
		return target.writeUInt16BE(length, at + 2);
	}
	target[at + 1] = masked | 127;
	target.writeUInt32BE(Math.floor(length / 2 ** 32), at + 2);
	return target.writeUInt32BE(length >>> 0, at + 6);
}
function writePayload(target, at, payload, length) {
	if (typeof payload !== "string") target.set(payload, at);
	else if (length === payload.length) target.write(payload, at, "latin1");
	else target.write(payload, at, "utf8");
}

// packages/websocket/src/pongs.ts
/**
* The pongs a connection owes (RFC 6455 5.5.3).
*
* While the peer takes what we send, each ping of a chunk is answered, all with one write. When it does not, only
* its latest is: one pong waits in the stream and one here, so that a flood of pings without reading costs nothing.
*/
var Pongs = class {
	#outlet;
	#masked;
	#owed = [];
	#isOneWaiting = false;
	#latest;
	#isStopped = false;
	constructor(outlet, masked) {
		this.#outlet = outlet;
		this.#masked = masked;
	}
	/** Owes a pong for a ping with this payload, which is used no later than in {@link answer}, or copied. */
	owe(payload) {
		this.#owed.push(payload);
	}
	/** Sends what is owed, in the order of the pings. */
	answer() {
		const last = this.#owed.at(-1);
		if (last === void 0 || this.#isStopped) return;
		const owed = this.#owed;
		this.#owed = [];
		if (this.#outlet.isBehind) this.#answerLatest(last);
		else this.#outlet.frames(this.#encode(owed));
	}
	/** Sends no more. */
	stop() {
		this.#isStopped = true;
		this.#latest = void 0;
	}
	#answerLatest(ping) {
		if (this.#isOneWaiting) {
			this.#latest = Buffer.from(ping);
			return;
		}
		this.#isOneWaiting = true;
		this.#outlet.frames(this.#encode([ping]), () => {
			this.#isOneWaiting = false;
			const latest = this.#latest;
			this.#latest = void 0;
			if (latest !== void 0 && !this.#isStopped) this.#answerLatest(latest);
		});
	}
	#encode(payloads) {
		return joinFrames(128 | OPCODE.pong, payloads, this.#masked);
	}
};

// packages/websocket/src/send-queue.ts
/** So many small messages fill the queue although they are few bytes. */
const MOST_JOBS = 1e3;
/**
* What must wait while a message is being compressed, in order.
*
* Compression takes turns, and nothing may overtake. What waits counts as buffered, so its bound is
* `maxBufferedBytes`.
*/
var SendQueue = class {
	#jobs = [];
	/** Where the next job is; those before are done. `shift` would move the whole line for each. */
	#next = 0;
	#bytes = 0;
	/** Bytes that wait. */
	get bytes() {
		return this.#bytes;
	}
	get isEmpty() {
		return this.#next === this.#jobs.length;
	}
	/** Whether so much waits, in bytes or in jobs, that the sender should wait too. */
	isFull(bytes) {
		return this.#bytes >= bytes || this.#jobs.length - this.#next >= MOST_JOBS;
	}
	add(job) {
		this.#jobs.push(job);
		this.#bytes += sizeOf(job);
	}
	/** The job whose turn it is; it is no longer counted. */
	take() {
		const job = this.#jobs[this.#next];
		if (job === void 0) return void 0;
		this.#bytes -= sizeOf(job);
		if (++this.#next >= MOST_JOBS) {
			this.#jobs.splice(0, this.#next);
			this.#next = 0;
		}
		return job;
	}
};
function sizeOf(job) {
	if (job.kind === "end") return 0;
	return job.kind === "write" ? job.bytes.length : job.data.length;
}

// packages/websocket/src/sender.ts
/** Writes frames to the stream in order (RFC 6455 6.1) and watches how many bytes wait. */
var Sender = class {
	#stream;
	#events;
	#masked;
	#maxBufferedBytes;
	#compression;
	#overflowed = false;
	#isBehind = false;
	/** The queue made a send answer `false`. */
	#owesDrain = false;
	#pongs = void 0;
	/** There while a message is being compressed. */
	#queue = void 0;
	/** The message being compressed. */
	#compressing = void 0;
	constructor(stream, events, options) {
		this.#stream = stream;
		this.#events = events;
		this.#masked = options.masked;
		this.#maxBufferedBytes = options.maxBufferedBytes;
		this.#compression = options.compression;
	}
	/** Bytes that wait to be handed to the kernel. */
	get waiting() {
		const { writableLength } = this.#stream;
		if (this.#queue === void 0) return writableLength;
		return writableLength + this.#queue.bytes + (this.#compressing?.data.length ?? 0);
	}
	/** Sends a whole message in one frame. */
	message(opcode, payload, sent) {
		const compression = this.#compression;
		if (compression !== void 0) {
			const data = typeof payload === "string" ? Buffer.from(payload) : payload;
			if (compression.isWorthwhile(data.length)) return this.#deflate(opcode, data, sent);
		}
		return this.frames(this.#encode(128 | opcode, payload), sent);
	}
	/** Writes bytes that are frames already. */
	frames(bytes, sent) {
		if (this.#queue !== void 0) {
			this.#queue.add({
				kind: "write",
				bytes,
				sent
			});
			return this.#judgeQueue();
		}
		return this.#judge(this.#stream.write(bytes, sent));
	}
	/** Sends a ping, a pong or a close frame. */
	control(opcode, payload) {
		return this.frames(this.#encode(128 | opcode, payload));
	}
	/** Whether the peer is behind: something waited before what is being sent now. */
	get isBehind() {
		return this.#isBehind;
	}
	/** Gathers what is sent until {@link uncork} into one write. */
	cork() {
		this.#isBehind = this.waiting > 0;
		this.#stream.cork();
	}
	/** Writes what was gathered. */
	uncork() {
		this.#stream.uncork();
	}
	/** Owes a pong until {@link answerPings}. */
	owePong(payload) {
		this.#pongs ??= new Pongs(this, this.#masked ? 128 : 0);
		this.#pongs.owe(payload);
	}
	/** Sends the pongs that are owed, before anything a later message makes the application send. */
	answerPings() {
		this.#pongs?.answer();
	}
	/** Ends the stream after everything that was sent. */
	end() {
		if (this.#queue === void 0) this.#stream.end();
		else this.#queue.add({ kind: "end" });
	}
	/** The stream has taken everything. */
	drained() {
		if (this.#queue !== void 0) return;
		this.#overflowed = false;
		this.#owesDrain = false;
		this.#events.drained();
	}
	/** Sends no pong any more: nothing may follow a close frame. */
	stop() {
		this.#pongs?.stop();
	}
	/** The stream is gone: what waits in the queue is told so. */
	gone() {
		this.stop();
		const error = /* @__PURE__ */ new Error("The connection is gone.");
		let job = this.#compressing;
		this.#compressing = void 0;
		while (job !== void 0 || this.#queue?.isEmpty === false) {
			if (job !== void 0 && job.kind !== "end") job.sent?.(error);
			job = this.#queue?.take();
		}
		this.#compression?.dispose();
	}
	#judge(more) {
		if (!more && !this.#overflowed && this.waiting > this.#maxBufferedBytes) {
			this.#overflowed = true;
			this.#events.overflowed();
		}
		return more;
	}
	#judgeQueue() {
		const more = this.#queue?.isFull(this.#stream.writableHighWaterMark - this.#stream.writableLength) === false;
		if (!more) this.#owesDrain = true;
		return this.#judge(more);
	}
	#encode(first, payload) {
		return this.#masked ? encodeMaskedFrame(first, payload) : encodeFrame(first, payload);
	}
	#deflate(opcode, data, sent) {
		const isIdle = this.#queue === void 0;
		this.#queue ??= new SendQueue();
		this.#queue.add({
			kind: "deflate",
			opcode,
			data,
			sent
		});
		if (isIdle) this.#next();
		return this.#judgeQueue();
	}
	/** Does the queue's jobs until one takes its time; a queue that is done goes away. */
	#next() {
		let job = this.#queue?.take();
		while (job !== void 0 && job.kind !== "deflate") {
			if (job.kind === "end") this.#stream.end();
			else this.#stream.write(job.bytes, job.sent);
			job = this.#queue?.take();
		}
		if (job !== void 0) return this.#compress(job);
		this.#queue = void 0;
		if (this.#owesDrain && !this.#stream.writableNeedDrain) this.drained();
	}
	#compress(job) {
		this.#compressing = job;
		this.#compression?.deflate(job.data, (message) => {
			if (this.#compressing !== job) return;
			this.#compressing = void 0;
			const first = message === void 0 ? 128 | job.opcode : 128 | 64 | job.opcode;
			this.#stream.write(this.#encode(first, message ?? job.data), job.sent);
			this.#next();
		});
	}
};

// packages/websocket/src/connection.ts
/** Finds the connection of a stream, so that all connections share one set of listeners. */
const CONNECTION = Symbol("connection");
const EMPTY = /* @__PURE__ */ new Uint8Array(0);
/** The life of a connection after its handshake; its public face is {@link WebSocket}. */
var Connection$1 = class {
	onText = void 0;
	onBinary = void 0;
	onPing = void 0;
	onPong = void 0;
	onClose = void 0;
	onDrain = void 0;
	onOverflow = void 0;
	stream;
	#agreement;
	#receiver;
	#sender;
	#state = "open";
	#started = false;
	#isHalted = false;
	#isEndHeld = false;
	#failure = void 0;
	#closeSent = false;
	#peerClose = void 0;
	#deadline = void 0;
	constructor(stream, agreement) {
		const { maxMessageBytes, maxBufferedBytes } = agreement.limits;
		const isServer = agreement.role === "server";
		const compression = agreement.deflate && new Compression(agreement.deflate);
		this.stream = stream;
		this.#agreement = agreement;
		this.#receiver = new Receiver(this, {
			masked: isServer,
			maxMessageBytes,
			compression
		});
		this.#sender = new Sender(stream, this, {
			masked: !isServer,
			maxBufferedBytes,
			compression
		});
		stream[CONNECTION] = this;
		stream.on("error", onError).on("end", onEnd).on("drain", onDrain).on("close", onClosed);
	}
	get state() {
		return this.#state;
	}
	get role() {
		return this.#agreement.role;
	}
	get protocol() {
		return this.#agreement.protocol;
	}
	get extensions() {
		return this.#agreement.extensions;
	}
	get failure() {
		return this.#failure;
	}
	get remoteAddress() {
		return this.stream instanceof Socket ? this.stream.remoteAddress : void 0;
	}
	get bufferedAmount() {
		return this.#sender.waiting;
	}
	sendText(text, sent) {
		return this.#state === "open" ? this.#sender.message(OPCODE.text, text, sent) : refuse$2(sent);
	}
	sendTextBytes(bytes, sent) {
		return this.#state === "open" ? this.#sender.message(OPCODE.text, bytes, sent) : refuse$2(sent);
	}
	sendBinary(data, sent) {
		return this.#state === "open" ? this.#sender.message(OPCODE.binary, data, sent) : refuse$2(sent);
	}
	sendFrames(frames, sent) {
		if (this.#agreement.role === "client") throw new TypeError("A client masks each frame: it cannot send encoded ones.");
		return this.#state === "open" ? this.#sender.frames(frames, sent) : refuse$2(sent);
	}
	ping(payload = EMPTY) {
		if (payload.length > 125) throw new RangeError("A ping carries at most 125 bytes.");
		return this.#state === "open" && this.#sender.control(OPCODE.ping, payload);
	}
	close(code = 1e3, reason = "") {
		if (!isCloseCode(code)) throw new RangeError(`${code} may not be sent as a close code.`);
		const payload = closePayload(code, reason);
		if (payload.length > 125) throw new RangeError("A close reason has at most 123 bytes.");
		if (this.#state !== "open") return;
		this.#startClosing(payload);
		this.#receiver.resume();
	}
	terminate() {
		this.#receiver.stop();
		this.#sender.stop();
		if (this.#state === "open") this.#state = "closing";
		this.stream.destroy();
	}
	pause() {
		if (this.#state === "open") this.#receiver.pause();
	}
	resume() {
		this.#receiver.resume();
	}
	/** Begins to read; see the promise of {@link WebSocket}. */
	start() {
		this.#started = true;
		this.stream.on("data", onData);
		if (this.#isHalted) this.stream.pause();
		if (this.stream.closed) process.nextTick(() => this.gone());
	}
	/** Reads a chunk of the stream. */
	read(chunk) {
		this.#receiver.receive(chunk);
	}
	text(text) {
		this.#sender.answerPings();
		if (this.#state === "open") this.onText?.(text);
	}
	binary(data) {
		this.#sender.answerPings();
		if (this.#state === "open") this.onBinary?.(data);
	}
	pinged(payload) {
		if (this.#state !== "open") return;
		this.#sender.owePong(payload);
		this.onPing?.(Buffer.from(payload));
	}
	ponged(payload) {
		if (this.#state === "open") this.onPong?.(Buffer.from(payload));
	}
	closeFrame(code, reason) {
		this.#peerClose = {
			code,
			reason
		};
		this.#sender.answerPings();
		this.#startClosing(code === 1005 ? EMPTY : closePayload(code, ""));
		if (this.role === "server") this.#sender.end();
	}
	broken(error) {
		this.#failure = error;
		this.#sender.answerPings();
		this.#startClosing(closePayload(error.closeCode, error.message));
		this.#sender.end();
	}
	overflowed() {
		if (this.onOverflow === void 0) this.terminate();
		else this.onOverflow();
	}
	drained() {
		if (this.#state === "open") this.onDrain?.();
	}
	begun() {
		this.#sender.cork();
	}
	settled() {
		this.#sender.answerPings();
		this.#sender.uncork();
	}
	crashed() {
		this.terminate();
	}
	halted() {
		this.#isHalted = true;
		if (this.#started) this.stream.pause();
	}
	released() {
		this.#isHalted = false;
		if (this.#started) this.stream.resume();
		if (this.#isEndHeld) this.ended();
	}
	/** The stream has taken everything that waited in it. */
	emptied() {
		this.#sender.drained();
	}
	/** The peer will send no more bytes. */
	ended() {
		this.#isEndHeld = this.#isHalted;
		if (this.#isEndHeld) return;
		this.#receiver.stop();
		this.#stopSending();
		this.#sender.end();
	}
	/** The TCP connection is gone. */
	gone() {
		clearTimeout(this.#deadline);
		this.#receiver.stop();
		this.#sender.gone();
		this.#state = "closed";
		const onClose = this.onClose;
		this.onClose = void 0;
		if (this.#peerClose !== void 0) onClose?.(this.#peerClose.code, this.#peerClose.reason, this.#closeSent);
		else if (this.#failure !== void 0) onClose?.(this.#failure.closeCode, this.#failure.message, false);
		else onClose?.(ABNORMAL, "", false);
	}
	#startClosing(payload) {
		if (!this.#closeSent) {
			this.#closeSent = true;
			this.#sender.control(OPCODE.close, payload);
		}
		this.#stopSending();
	}
	/** From here on the connection only ends, and does so before the deadline. */
	#stopSending() {
		this.#sender.stop();
		if (this.#state === "open") this.#state = "closing";
		this.#deadline ??= setTimeout(() => this.terminate(), this.#agreement.limits.closeTimeoutMs);
	}
};
function closePayload(code, reason) {
	const payload = Buffer.allocUnsafe(2 + Buffer.byteLength(reason));
	payload.write(reason, payload.writeUInt16BE(code, 0));
	return payload;
}
function refuse$2(sent) {
	if (sent !== void 0) process.nextTick(sent, /* @__PURE__ */ new Error("The connection is not open."));
	return false;
}
function onData(chunk) {
	this[CONNECTION].read(chunk);
}
function onEnd() {
	this[CONNECTION].ended();
}
function onDrain() {
	this[CONNECTION].emptied();
}
/** A reset or a broken pipe: `close` follows, and tells the rest. */
function onError() {}
function onClosed() {
	this[CONNECTION].gone();
}

// packages/websocket/src/extensions.ts
/** A comma-separated element or a parameter: a token, then maybe `=` and a token or a quoted token. */
const PART = /[\t ]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[\t ]*=[\t ]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)|"((?:[!#-[\]-~]|\\[!-~])+)"))?[\t ]*([,;]|$)/y;
/**
* Reads `Sec-WebSocket-Extensions` (RFC 6455 9.1). Undefined when it is not of the form, or names a parameter of
* one extension twice.
*/
function parseExtensions(header) {
	const offers = [];
	if (header === void 0) return offers;
	let separator = ",";
	PART.lastIndex = 0;
	while (separator !== "") {
		const part = PART.exec(header);
		if (part === null) return void 0;
		const [, name = "", token, quoted] = part;
		const value = token ?? quoted?.replace(/\\(.)/g, "$1");
		const current = offers.at(-1);
		if (separator === ",") {
			if (value !== void 0) return void 0;
			offers.push({
				name,
				parameters: /* @__PURE__ */ new Map()
			});
		} else if (current !== void 0) {
			if (current.parameters.has(name)) return void 0;
			current.parameters.set(name, value ?? true);
		}
		separator = part[4] ?? "";
	}
	return offers;
}

// packages/websocket/src/handshake.ts
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** Sixteen bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** The `Sec-WebSocket-Accept` that answers `key` (RFC 6455 4.2.2). */
function acceptKey(key) {
	return createHash("sha1").update(key + GUID).digest("base64");
}
/**
* Reads the opening handshake from an upgrade request (RFC 6455 4.2.1).
*
* It says whether the request is a proper WebSocket handshake. Whether this client may come in (`Origin`,
* credentials, path) is for the application to judge, before `acceptUpgrade` or `refuseUpgrade`.
*/
function parseHandshake(request) {
	const { headers } = request;
	const refusal = checkRequest(request);
	if (refusal !== void 0) return refusal;
	const key = headers["sec-websocket-key"] ?? "";
	if (!KEY.test(key)) return refuse$1(400, "Sec-WebSocket-Key must be 16 bytes in base64.");
	const protocols = parseProtocols(headers["sec-websocket-protocol"]);
	if (protocols === void 0) return refuse$1(400, "Sec-WebSocket-Protocol must be a list of different tokens.");
	const extensions = parseExtensions(headers["sec-websocket-extensions"]);
	if (extensions === void 0) return refuse$1(400, "Sec-WebSocket-Extensions is not of its form.");
	return {
		ok: true,
		url: request.url ?? "/",
		headers,
		origin: headers.origin,
		protocols,
		extensions,
		key
	};
}
/** Whether a comma-separated header names `token`, in any case. */
function hasToken(header, token) {
	return (header ?? "").split(",").some((part) => part.trim().toLowerCase() === token);
}
function checkRequest(request) {
	const { headers } = request;
	if (request.method !== "GET") return refuse$1(405, "A WebSocket is opened by GET.", { Allow: "GET" });
	if (request.httpVersionMajor < 1 || request.httpVersionMajor === 1 && request.httpVersionMinor < 1) return refuse$1(400, "A WebSocket needs HTTP/1.1.");
	if (!hasToken(headers.upgrade, "websocket") || !hasToken(headers.connection, "upgrade")) return refuse$1(426, "This is a WebSocket.", {
		Upgrade: "websocket",
		Connection: "Upgrade, close"
	});
	if (headers.host === void 0) return refuse$1(400, "Host is missing.");
	if ((headers["content-length"] ?? "0") !== "0" || headers["transfer-encoding"] !== void 0) return refuse$1(400, "A handshake has no body.");
	if (headers["sec-websocket-version"] !== "13") return refuse$1(426, "Only version 13 is spoken here.", {
		"Sec-WebSocket-Version": "13",
		Upgrade: "websocket",
		Connection: "Upgrade, close"
	});
}
function parseProtocols(header) {
	if (header === void 0) return [];
	const protocols = header.split(",").map((part) => part.trim());
	return protocols.every((name) => TOKEN.test(name)) && new Set(protocols).size === protocols.length ? protocols : void 0;
}
function refuse$1(status, body, headers = {}) {
	return {
		ok: false,
		status,
		headers,
		body
	};
}

// packages/websocket/src/limits.ts
const DEFAULTS = {
	maxMessageBytes: 1048576,
	maxBufferedBytes: 16777216,
	closeTimeoutMs: 5e3
};
/** Fills in what was not chosen. Throws RangeError for what cannot be kept. */
function limitsOf(options) {
	return {
		maxMessageBytes: within("maxMessageBytes", options.maxMessageBytes, constants$1.MAX_STRING_LENGTH),
		maxBufferedBytes: within("maxBufferedBytes", options.maxBufferedBytes, Number.MAX_SAFE_INTEGER),
		closeTimeoutMs: within("closeTimeoutMs", options.closeTimeoutMs, 2 ** 31 - 1)
	};
}
function within(name, value, most) {
	if (value === void 0) return DEFAULTS[name];
	if (Number.isInteger(value) && value >= 1 && value <= most) return value;
	throw new RangeError(`${name} must be a whole number from 1 to ${most}.`);
}

// packages/websocket/src/permessage-deflate.ts
const NAME = "permessage-deflate";
const SERVER_NO_CONTEXT = "server_no_context_takeover";
const CLIENT_NO_CONTEXT = "client_no_context_takeover";
const SERVER_BITS = "server_max_window_bits";
const CLIENT_BITS = "client_max_window_bits";
const KNOWN = /* @__PURE__ */ new Set([
	SERVER_NO_CONTEXT,
	CLIENT_NO_CONTEXT,
	SERVER_BITS,
	CLIENT_BITS
]);
const DEFAULT_THRESHOLD = 1024;
const WIDEST = 15;
/** The server's choice: the first offer that can be kept, else undefined and no compression. */
function agreeAsServer(offers, options) {
	const offer = offers.find(({ name, parameters }) => name === NAME && isValid(parameters, "offer"));
	if (offer === void 0) return void 0;
	const { parameters } = offer;
	const mayKeep = options.contextTakeover === true;
	const sendsWithContext = mayKeep && !parameters.has(SERVER_NO_CONTEXT);
	const receivesWithContext = mayKeep && !parameters.has(CLIENT_NO_CONTEXT);
	const windowBits = bitsOf(parameters, SERVER_BITS);
	const words = [NAME];
	if (!sendsWithContext) words.push(SERVER_NO_CONTEXT);
	if (!receivesWithContext) words.push(CLIENT_NO_CONTEXT);
	if (parameters.has(SERVER_BITS)) words.push(`${SERVER_BITS}=${windowBits}`);
	return {
		deflate: {
			threshold: options.threshold ?? DEFAULT_THRESHOLD,
			sendsWithContext,
			receivesWithContext,
			windowBits
		},
		answer: words.join("; ")
	};
}
/** Whether every parameter is known and of its form; in an offer the client's window needs no value. */
function isValid(parameters, where) {
	for (const [name, value] of parameters) {
		if (!KNOWN.has(name)) return false;
		if (name === SERVER_NO_CONTEXT || name === CLIENT_NO_CONTEXT) {
			if (value !== true) return false;
		} else if (value === true) {
			if (name !== CLIENT_BITS || where !== "offer") return false;
		} else if (!/^(?:[89]|1[0-5])$/.test(value)) return false;
	}
	return true;
}
function bitsOf(parameters, name) {
	const value = parameters.get(name);
	return typeof value === "string" ? Number(value) : WIDEST;
}

// packages/websocket/src/upgrade.ts
/**
* Options for `http.createServer` that give a peer 10 s from its connect to say its whole handshake: Node looks
* every half second for those that are late.
*/
const HANDSHAKE_SERVER_OPTIONS = {
	headersTimeout: 9500,
	connectionsCheckingInterval: 500
};
/**
* Answers 101 and makes the connection, from the arguments of an HTTP server's `upgrade` event.
*
* Judge the client first, by {@link parseHandshake}. Set the connection's `on…` properties in the same turn.
*
* @throws TypeError when the request is not a WebSocket handshake.
*/
function acceptUpgrade(request, socket, head, options = {}) {
	const handshake = options.handshake ?? parseHandshake(request);
	if (!handshake.ok) throw new TypeError("The request is not a WebSocket handshake: judge it first.");
	const limits = limitsOf(options);
	const agreed = options.deflate && agreeAsServer(handshake.extensions, options.deflate);
	const extensions = agreed?.answer ?? "";
	const protocol = handshake.protocols.find((name) => options.protocols?.includes(name)) ?? "";
	const lines = {
		Upgrade: "websocket",
		Connection: "Upgrade",
		"Sec-WebSocket-Accept": acceptKey(handshake.key),
		...protocol === "" ? {} : { "Sec-WebSocket-Protocol": protocol },
		...extensions === "" ? {} : { "Sec-WebSocket-Extensions": extensions },
		...options.headers
	};
	releaseUpgrade(socket);
	prepare(socket);
	const agreement = shared({
		role: "server",
		protocol,
		extensions,
		limits,
		deflate: agreed?.deflate
	});
	const connection = new Connection$1(socket, agreement);
	socket.write(responseHead(101, lines));
	if (head.length > 0) socket.unshift(head);
	connection.start();
	return connection;
}
let latest;
/** The same agreement as the last one, where it is equal: most of a server's connections agree on the same. */
function shared(agreement) {
	const { protocol, extensions, limits, deflate } = agreement;
	if (!(latest !== void 0 && deflate === latest.deflate && protocol === latest.protocol && extensions === latest.extensions && limits.maxMessageBytes === latest.limits.maxMessageBytes && limits.maxBufferedBytes === latest.limits.maxBufferedBytes && limits.closeTimeoutMs === latest.limits.closeTimeoutMs)) latest = agreement;
	return latest ?? agreement;
}
/**
* Answers an HTTP error in place of the upgrade and closes the connection.
*
* An object as `body` is sent as JSON, `application/problem+json` unless the headers name a type.
*/
function refuseUpgrade(socket, refusal) {
	releaseUpgrade(socket);
	socket.on("error", ignore);
	const isText = typeof refusal.body !== "object";
	const body = Buffer.from(isText ? refusal.body ?? "" : JSON.stringify(refusal.body));
	const lines = {
		"Content-Type": isText ? "text/plain; charset=utf-8" : "application/problem+json",
		Connection: "close",
		"Cache-Control": "no-store",
		...refusal.headers,
		"Content-Length": String(body.length)
	};
	socket.end(Buffer.concat([Buffer.from(responseHead(refusal.status, lines), "latin1"), body]));
	socket.resume();
	const deadline = setTimeout(() => socket.destroy(), REFUSAL_TIMEOUT_MS);
	socket.once("close", () => clearTimeout(deadline));
}
const REFUSAL_TIMEOUT_MS = 2e3;
/** Ends the hold on a socket; see {@link holdUpgrade}. */
const RELEASE = Symbol("release");
/**
* Keeps a socket safe while the application decides about it over several turns.
*
* Between the `upgrade` event and the answer nobody else listens: an error would end the process, and a peer
* would be waited for without end. The hold is over with `acceptUpgrade` or `refuseUpgrade`; when the time is, the
* socket is cut. Ask `socket.destroyed` before answering.
*/
function holdUpgrade(socket, timeoutMs = 1e4) {
	const held = socket;
	if (held[RELEASE] !== void 0) return;
	const deadline = setTimeout(() => socket.destroy(), timeoutMs);
	const release = () => {
		clearTimeout(deadline);
		socket.off("error", ignore).off("close", release);
		held[RELEASE] = void 0;
	};
	held[RELEASE] = release;
	socket.on("error", ignore).on("close", release);
}
function releaseUpgrade(socket) {
	socket[RELEASE]?.();
}
function ignore() {}
/** Frames are small and wanted at once, and silence is no fault: the heartbeat is the application's. */
function prepare(socket) {
	if (!(socket instanceof Socket)) return;
	socket.setNoDelay(true);
	socket.setTimeout(0);
}
function responseHead(status, headers) {
	let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}\r\n`;
	for (const [name, value] of Object.entries(headers)) {
		validateHeaderName(name);
		validateHeaderValue(name, value);
		head += `${name}: ${value}\r\n`;
	}
	return `${head}\r\n`;
}

// apps/lite/src/version.ts
/** The version that the lite programs tell. A test keeps it equal to the package's. */
const VERSION = "0.1.0";

// apps/lite/src/server/message.ts
let lastTime = 0;
let lastText = "";
/** Now, as RFC 3339. Many messages share a millisecond, so the last text is kept. */
function timestamp() {
	const now = Date.now();
	if (now !== lastTime) {
		lastTime = now;
		lastText = new Date(now).toISOString();
	}
	return lastText;
}
/**
* The event that tells a new message, without its closing brace.
* @param start What all events of the room begin with, see `eventStart`.
* @param author The author's JSON.
*/
function encodeMessage(start, seq, author, words) {
	const at = timestamp();
	return `${start}${seq},"at":"${at}","data":{"seq":${seq},"nth":${seq},"version":${seq},"kind":"text","author":${author},"body":${JSON.stringify(words.body)},"at":"${at}","editedAt":null,"deletedAt":null,"deletedBy":null,"replyTo":${words.replyTo ?? "null"},"clientId":${JSON.stringify(words.clientId)},"pinned":false,"mentions":[],"files":[],"previews":[],"reactions":[]}`;
}
/** What every message event of a room begins with, up to its number. */
function eventStart(room) {
	return `{"type":"message.created","room":${JSON.stringify(room)},"seq":`;
}
/** The longest line there can be: a body of escapes, a room name of them, and the rest. */
const LONGEST_LINE = (LIMITS.body + LIMITS.room + LIMITS.id * 4) * 6 + 2048;

// apps/lite/src/server/pages.ts
/** First try: most pages are far smaller than the largest. */
const SMALL$2 = 65536;
const LARGE$1 = LIMITS.pageBytes + LONGEST_LINE;
/** The newest `limit` messages before the number `before`. It ends early at 256 KiB, keeping the newest. */
async function readPage(log, before, limit) {
	const last = Math.min(before - 1, log.seq);
	if (last < 1 || limit === 0) return {
		messages: "[]",
		more: last >= 1,
		last: Math.max(last, 0)
	};
	const end = await log.offsetOf(last + 1);
	for (const size of [SMALL$2, LARGE$1]) {
		const { messages, isWhole } = await readBack(log, end, size);
		const chosen = newest(messages, limit);
		if (chosen.length === limit || chosen.length < messages.length || isWhole || size === LARGE$1) return {
			messages: `[${chosen.join(",")}]`,
			more: last - chosen.length > 0,
			last
		};
	}
	throw new Error("unreachable: the largest size is always enough");
}
async function readBack(log, end, size) {
	const from = Math.max(log.start, end - size);
	const bytes = await log.read(from, end - from);
	const isWhole = from === log.start;
	const begin = isWhole ? 0 : bytes.indexOf(10) + 1;
	return {
		messages: messagesOf(bytes.subarray(begin)),
		isWhole
	};
}
function newest(messages, limit) {
	let bytes = 0;
	let from = messages.length;
	while (from > 0 && messages.length - from < limit) {
		bytes += (messages[from - 1]?.length ?? 0) + 1;
		if (bytes > LIMITS.pageBytes && from < messages.length) break;
		from -= 1;
	}
	return messages.slice(from);
}

// apps/lite/src/server/replay.ts
const CHUNK$1 = 65536;
/**
* Streams what is after `after` from the room's log in chunks, waiting for the reader between them, so that a long
* history costs a chunk of memory. Then goes live in the very turn in which nothing is missing.
*/
async function replay(room, after, until, reader) {
	let seq = after;
	let at = await room.log.offsetOf(after + 1);
	while (reader.isWanted) {
		if (seq >= until && room.audience.covers(seq)) return reader.goLive(seq);
		const lines = await readLines(room, at);
		if (!reader.isWanted) return;
		const { frames, count } = encodeReplay(lines);
		at += lines.length;
		seq += count;
		if (count > 0 && !await reader.push(frames)) return;
	}
}
async function readLines(room, at) {
	for (const size of [CHUNK$1, LONGEST_LINE]) {
		const bytes = await room.log.read(at, size);
		const lines = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
		if (lines.length > 0 || bytes.length < size) return lines;
	}
	throw new Error(`${room.log.path}: a line longer than ${LONGEST_LINE} bytes at byte ${at}`);
}

// apps/lite/src/server/commands.ts
/** Every command that a connection may send → what answers it. One table for all of them. */
const ANSWERS = {
	ping: (commands, _input, id) => commands.ping(id),
	"room.enter": (commands, input, id) => commands.enter(input, id),
	"room.exit": (commands, _input, id) => commands.exit(id),
	"message.send": (commands, input, id) => commands.send(input, id),
	"history.list": (commands, input, id) => commands.list(input, id),
	"typing.start": (commands, _input, id) => commands.typing("start", id),
	"typing.stop": (commands, _input, id) => commands.typing("stop", id)
};
/** Everything that a connection may ask of the lite server, and how it is answered. */
var Commands = class {
	#connection;
	/** The replay that is running; a new entering, or an exit, ends it. */
	#replay;
	constructor(connection) {
		this.#connection = connection;
	}
	/** Carries out the entering that the URL asks for. */
	enterAtOnce(how) {
		this.#connection.lane.add(() => this.enter(how, "room"));
	}
	/** Takes the text of one frame. */
	take(text) {
		const { lane } = this.#connection;
		let id;
		try {
			const envelope = decodeEnvelope(text);
			id = envelope.id;
			if (envelope.type === "message.send" && lane.isFree) this.send(this.#decode("message.send", envelope.data), id);
			else if (envelope.type === "ping") this.#answer("ping", envelope.data, id);
			else lane.add(() => this.#answer(envelope.type, envelope.data, envelope.id));
		} catch (error) {
			lane.add(() => this.#connection.fail(id, error));
		}
	}
	/** The connection is gone. */
	stop() {
		this.#replay?.abort();
	}
	#answer(type, data, id) {
		try {
			if (!isCommandType(type)) throw new Problem("unknown_command");
			const answer = ANSWERS[type];
			if (answer === void 0) throw new Problem("unknown_command", { detail: `${type} needs the full server.` });
			return answer(this, this.#decode(type, data), id)?.catch((error) => this.#connection.fail(id, error));
		} catch (error) {
			this.#connection.fail(id, error);
		}
	}
	#decode(type, data) {
		const input = decodeCommand(type, data);
		const { name } = this.#connection.room;
		if ("room" in input && input.room !== name) throw new Problem("not_found", { detail: "This connection is in another room." });
		return input;
	}
	ping(id) {
		this.#connection.answer(id, "{}");
	}
	send({ body, clientId, replyTo }, id) {
		const { room, lane } = this.#connection;
		lane.sent();
		room.append(this.#connection, id, {
			body,
			clientId,
			replyTo
		});
	}
	async list({ before, limit }, id) {
		const { room } = this.#connection;
		const page = await readPage(room.log, before ?? Number.POSITIVE_INFINITY, limit);
		this.#connection.answer(id, `{${pageJson(page)}}`);
	}
	typing(change, id) {
		const { room } = this.#connection;
		room.typing[change](this.#connection);
		this.#connection.answer(id, "{}");
	}
	exit(id) {
		const { room } = this.#connection;
		this.#replay?.abort();
		room.audience.leave(this.#connection);
		room.exit(this.#connection, "left");
		this.#connection.answer(id, "{}");
	}
	async enter(how, id) {
		const { room } = this.#connection;
		if (!this.#connection.isOpen) return;
		this.#replay?.abort();
		room.audience.leave(this.#connection);
		const reset = this.#resetOf(how);
		const { after } = how;
		if (after === void 0 || reset !== void 0) await this.#enterAtEnd((reset ? void 0 : how.history) ?? LIMITS.history, reset, id);
		else this.#enterAfter(after, id);
	}
	/** The newest messages are in the reply, and what follows it is live. */
	async #enterAtEnd(limit, reset, id) {
		const { room } = this.#connection;
		for (;;) {
			const page = await readPage(room.log, Number.POSITIVE_INFINITY, limit);
			if (!this.#connection.isOpen) return;
			if (!room.audience.covers(page.last)) continue;
			const more = pageJson(page) + (reset ? `,"reset":"${reset}"` : "");
			this.#entered(page.last, more, id);
			room.audience.join(this.#connection, page.last);
			return;
		}
	}
	/** The reply comes first, then the replay; nothing waits for its end. */
	#enterAfter(after, id) {
		const { room } = this.#connection;
		const seq = room.audience.seq;
		const running = new AbortController();
		this.#replay = running;
		this.#entered(seq, "\"replay\":true", id);
		replay(room, after, seq, {
			push: (frames) => this.#connection.push(frames),
			goLive: (reached) => this.#connection.goLive(reached),
			get isWanted() {
				return !running.signal.aborted;
			}
		}).catch((error) => this.#connection.broken(error));
	}
	#entered(seq, rest, id) {
		const { room, epoch } = this.#connection;
		room.enter(this.#connection);
		const { list, count } = room.presence;
		this.#connection.answer(id, `{"room":${JSON.stringify(room.name)},"seq":${seq},"epoch":"${epoch}","present":${list},"count":${count},${rest}}`);
	}
	#resetOf({ after, epoch, limit }) {
		if (after === void 0) return void 0;
		const { seq } = this.#connection.room.audience;
		if (epoch !== void 0 && epoch !== this.#connection.epoch) return "epoch";
		if (after > seq) return "ahead";
		return limit !== void 0 && seq - after > limit ? "far" : void 0;
	}
};
function pageJson({ messages, more }) {
	return `"messages":${messages},"more":${more},"mine":{}`;
}

// apps/lite/src/server/entrance.ts
/** Longest nickname, in UTF-16 units. */
const NICK = 64;
const NUMBERS = [
	"history",
	"after",
	"limit"
];
/**
* Reads `?room=&nick=&after=&client=` and HTTP Basic.
* @throws Problem `invalid_input` with what is wrong in each parameter.
*/
function decodeEntrance(url, authorization) {
	const { user, password } = decodeBasic(authorization);
	const given = [...new URLSearchParams(url.slice(url.indexOf("?") + 1 || url.length))].map(([name, value]) => [name, numeric(name, value)]);
	const fields = new Fields({
		...user && { nick: user },
		...Object.fromEntries(given)
	});
	const entrance = {
		room: fields.string("room", {
			min: 1,
			max: LIMITS.room
		}),
		nick: fields.optionalString("nick", {
			min: 1,
			max: 64
		}),
		client: fields.optionalString("client", {
			min: 1,
			max: LIMITS.id
		}) ?? randomBytes(12).toString("base64url"),
		password: password === "" ? void 0 : password,
		how: decodeHow(fields)
	};
	if (fields.errors.length === 0) return entrance;
	const { message, errors } = invalidInput(fields.errors);
	throw new Problem("invalid_input", {
		detail: message,
		status: 400,
		...errors && { errors }
	});
}
/** The hue of a nickname, 0–359: the same name has the same colour everywhere. */
function hueOf(nick) {
	return createHash("sha256").update(nick).digest().readUInt32LE(0) % 360;
}
function decodeHow(fields) {
	const most = Number.MAX_SAFE_INTEGER;
	const how = {
		history: fields.optionalInteger("history", {
			min: 0,
			max: LIMITS.page
		}),
		after: fields.optionalInteger("after", {
			min: 0,
			max: most
		}),
		epoch: fields.optionalString("epoch", {
			min: 1,
			max: LIMITS.id
		}),
		limit: fields.optionalInteger("limit", {
			min: 1,
			max: most
		})
	};
	return how.history === void 0 && how.after === void 0 ? {
		...how,
		after: 0
	} : how;
}
/** A query has only strings; what should be a number and looks like one becomes one, the rest is refused later. */
function numeric(name, value) {
	return NUMBERS.includes(name) && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
}
function decodeBasic(authorization = "") {
	const [, encoded = ""] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
	const decoded = Buffer.from(encoded, "base64").toString();
	const colon = decoded.indexOf(":");
	if (colon < 0) return {
		user: decoded,
		password: ""
	};
	return {
		user: decoded.slice(0, colon),
		password: decoded.slice(colon + 1)
	};
}

// apps/lite/src/server/lane.ts
/** Carries out a connection's commands in the order sent, and lets no answer overtake an earlier one. */
var Lane = class {
	/** Sends whose answer is still to come. They may pile up: the room keeps their order. */
	#sends = 0;
	#isBusy = false;
	/** None is kept while nothing waits: that is how most connections spend their lives. */
	#tasks;
	/** Whether a send may go straight to the room. */
	get isFree() {
		return !this.#isBusy && this.#tasks === void 0;
	}
	sent() {
		this.#sends += 1;
	}
	answered(count) {
		this.#sends -= count;
		if (this.#tasks !== void 0) this.#run();
	}
	/** Runs the task when all before it are answered. A task answers before it ends. */
	add(task) {
		this.#tasks ??= [];
		this.#tasks.push(task);
		this.#run();
	}
	#run() {
		while (!this.#isBusy && this.#sends === 0) {
			const task = this.#tasks?.shift();
			if (task === void 0) {
				this.#tasks = void 0;
				return;
			}
			const done = task();
			if (done === void 0) continue;
			this.#isBusy = true;
			done.finally(() => {
				this.#isBusy = false;
				this.#run();
			});
		}
	}
};

// apps/lite/src/server/connection.ts
/** How long a peer may take nothing during a replay. */
const STALLED = 6e4;
/** Shared by all that owe nothing: that is how most connections spend their lives. */
const NONE = [];
/** Up to so many bytes are copied to be written with the answers before them. */
const JOINED = 16384;
/** One client: what it is called, what it is owed, and how it is written to. */
var Connection = class {
	id;
	nick;
	hue;
	client;
	room;
	epoch;
	lane = new Lane();
	delivered = 0;
	place = -1;
	/** Which of the heartbeat's groups it is in. */
	group = 0;
	/** Whether the last ping is still unanswered. */
	owesPong = false;
	#webSocket;
	#commands;
	#bug;
	#replies = NONE;
	/** The entering that the URL asks for is the first. */
	#unanswered = 1;
	#isPaused = false;
	#author;
	/** Whether the last event had to wait; only then is it looked at how much does. */
	#isBehind = false;
	/** Of a batch being told. */
	#sendsAnswered = 0;
	#wake;
	constructor({ id, webSocket, room, entrance, epoch, server, bug }) {
		this.id = id;
		this.nick = entrance.nick ?? `guest-${id.slice(0, 4)}`;
		this.hue = hueOf(this.nick);
		this.client = entrance.client;
		this.room = room;
		this.epoch = epoch;
		this.#webSocket = webSocket;
		this.#bug = bug;
		this.#commands = new Commands(this);
		webSocket.onText = (text) => this.#receive(text);
		webSocket.onBinary = refuseBinary;
		webSocket.onPong = () => {
			this.owesPong = false;
		};
		this.#send("session.welcome", {
			protocol: 1,
			server,
			connection: id,
			client: entrance.client,
			epoch,
			user: this.#user,
			heartbeat: LIMITS.heartbeat,
			limits: {
				frame: LIMITS.frame,
				body: LIMITS.body
			}
		});
		this.#commands.enterAtOnce(entrance.how);
	}
	/** Its author's JSON, kept from its first message on. */
	get author() {
		this.#author ??= JSON.stringify(this.#user);
		return this.#author;
	}
	get #user() {
		return {
			id: this.id,
			handle: this.nick,
			name: this.nick,
			hue: this.hue,
			bot: false
		};
	}
	/** What its lines in the log end with. Not kept: most who listen never send. */
	get tail() {
		return tailOf(this.client);
	}
	get isLive() {
		return this.place >= 0;
	}
	/** Whether it has so many commands unanswered that nothing is read from it, not even a pong. */
	get isPaused() {
		return this.#isPaused;
	}
	get isOpen() {
		return this.#webSocket.state === "open";
	}
	get address() {
		return this.#webSocket.remoteAddress ?? "gone";
	}
	/** Writes frames. With a megabyte of events waiting already it is cut off instead; it may enter again. */
	deliver(frames) {
		if (this.#isBehind && this.#hasBacklog(frames.length)) this.close(CLOSE.slowConsumer, 0);
		else this.#isBehind = !this.#webSocket.sendFrames(this.#replies.length > 0 ? this.#withReplies(frames) : frames);
	}
	stored(id, seq, isDuplicate) {
		this.#unanswered -= 1;
		this.#sendsAnswered += 1;
		if (id === void 0) return;
		const duplicate = isDuplicate ? ",\"duplicate\":true" : "";
		this.#owe(`{"re":${JSON.stringify(id)},"ok":true,"data":{"seq":${seq},"version":${seq},"nth":${seq}${duplicate}}}`);
	}
	refused(id, problem) {
		this.#unanswered -= 1;
		this.#sendsAnswered += 1;
		this.#owe(JSON.stringify({
			re: id ?? null,
			ok: false,
			problem
		}));
	}
	settle() {
		if (!(this.isLive && this.delivered < this.room.audience.seq)) this.#reply();
		const answered = this.#sendsAnswered;
		this.#sendsAnswered = 0;
		this.lane.answered(answered);
		this.#readOn();
	}
	/** Answers a command; without an id only a failure is answered. `data` is JSON. */
	answer(id, data) {
		this.#unanswered -= 1;
		this.#reply();
		if (id !== void 0) this.#webSocket.sendText(`{"re":${JSON.stringify(id)},"ok":true,"data":${data}}`);
		this.#readOn();
	}
	/** Answers with a problem; anything else that was thrown is a bug, which the operator sees. */
	fail(id, error) {
		this.#unanswered -= 1;
		this.#reply();
		const isProblem = error instanceof Problem;
		if (!isProblem) this.#bug(error);
		const problem = isProblem ? error : new Problem("internal");
		this.#webSocket.sendText(JSON.stringify({
			re: id ?? null,
			ok: false,
			problem
		}));
		this.#readOn();
	}
	/** What was being sent cannot go on: the client comes back and takes it up again. */
	broken(error) {
		this.#bug(error);
		this.close(CLOSE.resynchronise, 1e3);
	}
	/** Writes a replay's frames; resolves when more may follow, with false when the peer takes nothing. */
	push(frames) {
		if (this.#webSocket.sendFrames(frames)) return Promise.resolve(true);
		return new Promise((resolve) => {
			const stalled = setTimeout(() => {
				this.close(CLOSE.slowConsumer, 0);
				this.#wake?.(false);
			}, STALLED);
			this.#wake = (more) => {
				clearTimeout(stalled);
				this.#wake = void 0;
				this.#webSocket.onDrain = void 0;
				resolve(more);
			};
			this.#webSocket.onDrain = () => this.#wake?.(true);
		});
	}
	/** Everything up to `seq` has been sent: says so, and is told what is live from the same turn on. */
	goLive(seq) {
		this.#webSocket.sendText(JSON.stringify({
			type: "room.synced",
			room: this.room.name,
			seq,
			at: timestamp(),
			data: {}
		}));
		this.room.audience.join(this, seq);
	}
	/** Tells this connection alone the server's own word. */
	notice(text) {
		this.#send("notice", {
			level: "info",
			text
		});
	}
	ping() {
		this.owesPong = true;
		this.#webSocket.ping();
	}
	/** Says why, and closes. */
	close({ code, reason, reconnect }, afterMs) {
		if (!this.isOpen) return;
		this.#reply();
		this.#send("session.goodbye", {
			code,
			reason,
			reconnect,
			afterMs
		});
		this.#webSocket.close(code, reason);
	}
	terminate() {
		this.#webSocket.terminate();
	}
	/** The connection is gone. */
	ended(isClean) {
		this.#wake?.(false);
		this.room.audience.leave(this);
		this.#commands.stop();
		this.room.exit(this, isClean ? "left" : "lost");
		this.room.release();
	}
	#hasBacklog(more) {
		const waiting = this.#webSocket.bufferedAmount;
		return waiting > 0 && waiting + more > LIMITS.backlog;
	}
	#owe(reply) {
		if (this.#replies === NONE) this.#replies = [reply];
		else this.#replies.push(reply);
	}
	#reply() {
		if (this.#replies.length > 0) this.#webSocket.sendFrames(this.#takeReplies());
	}
	#withReplies(frames) {
		const replies = this.#takeReplies();
		if (frames.length <= JOINED) return Buffer.concat([replies, frames]);
		this.#webSocket.sendFrames(replies);
		return frames;
	}
	#takeReplies() {
		const replies = joinTextFrames(this.#replies);
		this.#replies = NONE;
		return replies;
	}
	#receive(text) {
		this.#unanswered += 1;
		this.#commands.take(text);
		if (this.#unanswered < LIMITS.unanswered || this.#isPaused) return;
		this.#isPaused = true;
		this.#webSocket.pause();
	}
	#readOn() {
		if (!this.#isPaused || this.#unanswered >= LIMITS.unanswered / 2) return;
		this.#isPaused = false;
		this.#webSocket.resume();
	}
	#send(type, data) {
		this.#webSocket.sendFrames(encodeTextFrame(JSON.stringify({
			type,
			at: timestamp(),
			data
		})));
	}
};
/** One function for all connections. */
function refuseBinary() {
	this.close(1003, "text frames only");
}

// apps/lite/src/server/data-folder.ts
/** Makes the folder where it is missing, and keeps other servers out of it. */
async function openDataFolder(folder) {
	await mkdir(folder, {
		recursive: true,
		mode: 448
	});
	const path = await realpath(folder);
	const lock = await hold(path);
	return {
		path,
		epoch: await epochOf(path),
		release: () => lock.close()
	};
}
async function epochOf(folder) {
	const path = join(folder, "epoch");
	const known = await readFile(path, "utf8").catch(() => "");
	if (known.trim() !== "") return known.trim();
	const epoch = randomUUID();
	const file = await open(`${path}.new`, "w", 384);
	await file.writeFile(`${epoch}\n`);
	await file.sync();
	await file.close();
	await rename(`${path}.new`, path);
	return epoch;
}
/**
* A socket that only one process can listen on. The system frees it with the process, however that ends, so a lock
* that a kill left behind is told from one that is held: nobody answers there.
*/
async function hold(folder) {
	const name = `parlor-lite-${createHash("sha256").update(folder).digest("hex").slice(0, 24)}`;
	const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
	try {
		return await listen(path);
	} catch (error) {
		if (error.code !== "EADDRINUSE" || await answers(path)) throw new Error(`DATA_DIR: ${JSON.stringify(folder)} is in use by another server`);
	}
	await unlink(path);
	return listen(path);
}
function listen(path) {
	return new Promise((resolve, reject) => {
		const server = createServer$1((socket) => socket.destroy());
		server.once("error", reject);
		server.listen(path, () => resolve(server.unref()));
	});
}
function answers(path) {
	return new Promise((resolve) => {
		const socket = connect(path);
		socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
		socket.once("close", () => socket.destroy());
	});
}

// apps/lite/src/server/guesses.ts
const MOST = 5;
const WINDOW = 6e5;
/** Most guessers remembered; the oldest is forgotten first. */
const REMEMBERED$2 = 1e4;
/** Counts wrong room passwords: five in ten minutes from one address for one room. */
var WrongGuesses = class {
	#guesses = /* @__PURE__ */ new Map();
	/** @throws Problem `rate_limited` when there were too many. */
	check(key, now) {
		const found = this.#guesses.get(key);
		if (found === void 0 || found.count < MOST || found.until <= now) return;
		const retryAfter = Math.ceil((found.until - now) / 1e3);
		throw new Problem("rate_limited", {
			detail: "Too many wrong passwords for this room.",
			retryAfter
		});
	}
	/** Counts a wrong one. */
	count(key, now) {
		const found = this.#guesses.get(key);
		if (found !== void 0 && found.until > now) {
			found.count += 1;
			return;
		}
		this.#guesses.delete(key);
		this.#guesses.set(key, {
			count: 1,
			until: now + WINDOW
		});
		const [oldest] = this.#guesses.keys();
		if (this.#guesses.size > REMEMBERED$2 && oldest !== void 0) this.#guesses.delete(oldest);
	}
};

// apps/lite/src/server/door.ts
/** Judges upgrade requests: what they ask for, whether the room opens, whether there is a place. */
var Door = class {
	#rooms;
	#guesses = new WrongGuesses();
	#hasPlace;
	constructor(rooms, hasPlace) {
		this.#rooms = rooms;
		this.#hasPlace = hasPlace;
	}
	/** Lets a client in, or answers why not; undefined then. */
	async admit(request, socket, head) {
		const handshake = parseHandshake(request);
		if (!handshake.ok) {
			refuseUpgrade(socket, handshake);
			return;
		}
		holdUpgrade(socket);
		try {
			const { room, entrance } = await this.#judge(handshake, request.socket);
			if (socket.destroyed) {
				room.release();
				return;
			}
			const options = {
				protocols: [SUBPROTOCOL],
				maxMessageBytes: LIMITS.frame,
				handshake
			};
			return {
				webSocket: acceptUpgrade(request, socket, head, options),
				room,
				entrance
			};
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			if (!socket.destroyed) refuse(socket, error);
			return;
		}
	}
	async #judge(handshake, from) {
		checkOrigin(handshake);
		if (!this.#hasPlace()) throw new Problem("unavailable", {
			detail: "This server has all the connections it takes.",
			retryAfter: 5
		});
		const entrance = decodeEntrance(handshake.url, handshake.headers.authorization);
		const room = await this.#rooms.enter(entrance.room, entrance.password);
		try {
			await this.#checkPassword(room, entrance.password, from);
		} catch (error) {
			room.release();
			throw error;
		}
		return {
			room,
			entrance
		};
	}
	async #checkPassword({ name, lock }, password, from) {
		if (lock === void 0) return;
		if (password === void 0) throw locked("This room needs a password.");
		const guesser = `${from.remoteAddress ?? ""} ${name}`;
		this.#guesses.check(guesser, performance.now());
		if (await lock.opens(password)) return;
		this.#guesses.count(guesser, performance.now());
		throw locked("The room password is not right.");
	}
};
/** A page of another site must not reach the server on somebody's own machine or network. */
function checkOrigin({ origin, headers }) {
	if (origin === void 0) return;
	if (!(URL.canParse(origin) && new URL(origin).host === headers.host)) throw new Problem("forbidden", { detail: "This origin is not welcome." });
}
function locked(detail) {
	return new Problem("unauthenticated", { detail });
}
function refuse(socket, problem) {
	const headers = {
		...problem.status === 401 && { "WWW-Authenticate": "Basic realm=\"room\", charset=\"UTF-8\"" },
		...problem.retryAfter !== void 0 && { "Retry-After": String(problem.retryAfter) }
	};
	const body = {
		type: "about:blank",
		title: PROBLEMS[problem.code].title,
		...problem.toJSON()
	};
	refuseUpgrade(socket, {
		status: problem.status,
		headers,
		body
	});
}

// apps/lite/src/server/heartbeat.ts
/** Groups that are pinged one after the other, so that thousands of pings never fall into one turn. */
const GROUPS = 25;
/** Pings every connection each 25 s, and cuts one whose pong to the last ping has not come. */
var Heartbeat = class {
	#groups = Array.from({ length: GROUPS }, () => /* @__PURE__ */ new Set());
	#timer;
	#turn = 0;
	constructor() {
		this.#timer = setInterval(() => this.#beat(), LIMITS.heartbeat / GROUPS);
	}
	/** Adds a connection; its first ping is due in a whole heartbeat. */
	add(connection) {
		connection.group = (this.#turn + GROUPS - 1) % GROUPS;
		this.#groups[connection.group]?.add(connection);
	}
	remove(connection) {
		this.#groups[connection.group]?.delete(connection);
	}
	stop() {
		clearInterval(this.#timer);
	}
	#beat() {
		for (const connection of this.#groups[this.#turn % GROUPS] ?? []) if (connection.owesPong && !connection.isPaused) connection.terminate();
		else connection.ping();
		this.#turn += 1;
	}
};

// apps/lite/src/server/operator.ts
const HELP$1 = "/say <room> <text>   /tell <id> <text>   /rooms   /who <room>   /stop";
/** Carries out one line typed into the server's terminal; resolves with what to print. */
async function operate(line, server, stop) {
	const [, word = "", rest = ""] = /^\s*(\S*)\s*(.*)$/s.exec(line) ?? [];
	const [, first = "", text = ""] = /^("(?:[^"\\]|\\.)*"|\S+)\s*(.*)$/s.exec(rest) ?? [];
	switch (word) {
		case "": return "";
		case "/say": return text === "" ? "Usage: /say <room> <text>" : server.say(named(first), text);
		case "/tell": return text === "" ? "Usage: /tell <id> <text>" : server.tell(first, text);
		case "/rooms": return server.rooms();
		case "/who": return first === "" ? "Usage: /who <room>" : server.who(named(first));
		case "/stop":
			stop();
			return "stopping";
		default: return `There is no ${word}. ${HELP$1}`;
	}
}
/** Those whose id begins like this. */
function withId(connections, start) {
	return [...connections].filter(({ id }) => id.startsWith(start));
}
/** A room's name with blanks is written as JSON: "my room". */
function named(word) {
	if (!word.startsWith("\"")) return word;
	try {
		return String(JSON.parse(word));
	} catch {
		return word;
	}
}

// apps/lite/src/server/disk.ts
/** A failed sync: nobody knows what is on the disk, so the process must end (and will read it again). */
var SyncFailed = class extends Error {};
/** Up to here a write into the system's cache costs less than the way to another thread and back. */
const SMALL$1 = 65536;
/**
* Writes all of the bytes, at the file's end when it was opened for appending. Only the sync waits for the disk, and
* that is never done on the loop.
*/
async function writeAll(fd, bytes, position = null) {
	const written = bytes.length <= SMALL$1 ? writeSync(fd, bytes, 0, bytes.length, position) : 0;
	if (written < bytes.length) await writeRest(fd, bytes, {
		written,
		position
	});
}
/** Waits until the file's bytes outlast a power cut. @throws SyncFailed */
function sync(fd, path) {
	return new Promise((resolve, reject) => {
		fdatasync(fd, (cause) => cause ? reject(new SyncFailed(`${path}: not synced`, { cause })) : resolve());
	});
}
/** Makes the names in a folder outlast a power cut. */
async function syncFolder(folder) {
	if (process.platform === "win32") return;
	const handle = await open(folder, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
/** Reads into the target; answers how many bytes there were. */
function readAt$1(fd, target, position) {
	return new Promise((resolve, reject) => {
		read(fd, target, 0, target.length, position, (error, count) => error ? reject(error) : resolve(count));
	});
}
function writeRest(fd, bytes, { written, position }) {
	return new Promise((resolve, reject) => {
		const next = (from) => {
			const at = position === null ? null : position + from;
			write(fd, bytes, from, bytes.length - from, at, (error, count) => {
				if (error) return reject(error);
				if (from + count === bytes.length) return resolve();
				next(from + count);
			});
		};
		next(written);
	});
}

// apps/lite/src/server/commit-log.ts
const openFile = promisify(open$1);
const truncate$1 = promisify(ftruncate);
const closeFile = promisify(close);
/** The commit log's name in the data folder. */
const COMMIT_LOG = "commits";
/** From here on the rooms' own logs are synced, and it begins anew. */
const LONG = 16777216;
/** It grows by so much at a time: a file that does not grow is synced in half the time. */
const STEP = 1048576;
/**
* What many rooms have committed together, in one file with one sync: each group is its size, its digest, and the pieces
* of the rooms' logs. The logs themselves are written too, and synced later; after a power cut `restoreCommits` writes
* the pieces there again. When it is long, those logs are synced and it is written over from its begin.
*/
var CommitLog = class {
	#path;
	#rooms = /* @__PURE__ */ new Set();
	#fd;
	#generation = "";
	#end = 0;
	#size = 0;
	constructor(folder) {
		this.#path = `${folder}/${COMMIT_LOG}`;
	}
	/** The logs of which it may be the only synced copy. */
	get rooms() {
		return this.#rooms;
	}
	get isLong() {
		return this.#end >= LONG;
	}
	/** Appends a group and syncs it. When the write fails, the group has not been. @throws SyncFailed */
	async append(pieces) {
		const fd = this.#fd ?? await this.#open();
		const group = encodeGroup(this.#generation, pieces);
		try {
			if (this.#end + group.length > this.#size) await this.#grow(fd, group.length);
			await writeAll(fd, group, this.#end);
		} catch (error) {
			this.#size = this.#end;
			await truncate$1(fd, this.#end).catch((cause) => {
				throw new SyncFailed(`${this.#path}: cannot be cut back`, { cause });
			});
			throw error;
		}
		await sync(fd, this.#path);
		this.#end += group.length;
		for (const { path } of pieces) this.#rooms.add(path);
	}
	/** All of the rooms' logs are synced: what stands here is not needed any more. */
	restart() {
		this.#rooms.clear();
		this.#generation = randomUUID();
		this.#end = 0;
	}
	/** Removes it; all of the rooms' logs are synced. */
	async remove() {
		if (this.#fd === void 0) return;
		await closeFile(this.#fd);
		this.#fd = void 0;
		await unlink(this.#path);
	}
	async #grow(fd, length) {
		const zeros = Buffer.alloc(Math.max(STEP, length));
		await writeAll(fd, zeros, this.#end);
		this.#size = this.#end + zeros.length;
	}
	async #open() {
		const fd = await openFile(this.#path, "w", 384);
		await syncFolder(dirname(this.#path));
		this.#fd = fd;
		this.#size = 0;
		this.restart();
		return fd;
	}
};
/** The groups that are whole, in their order, up to the first that is not. */
function* groupsOf(file) {
	let generation;
	for (let at = 0;;) {
		const found = headerAt(file, at);
		if (found === void 0) return;
		const { header, end } = found;
		generation ??= header.generation;
		const group = file.subarray(end, end + header.bytes);
		if (header.generation !== generation || digestOf(group) !== header.digest) return;
		yield piecesOf(group);
		at = end + header.bytes;
	}
}
function encodeGroup(generation, pieces) {
	const parts = [];
	for (const { path, at, bytes } of pieces) parts.push(line$1({
		log: basename(path),
		at,
		bytes: bytes.length
	}), bytes);
	const group = Buffer.concat(parts);
	const header = {
		generation,
		bytes: group.length,
		digest: digestOf(group)
	};
	return Buffer.concat([line$1(header), group]);
}
function piecesOf(group) {
	const pieces = [];
	for (let at = 0; at < group.length;) {
		const found = headerAt(group, at);
		if (found === void 0) break;
		const { header, end } = found;
		pieces.push({
			path: header.log,
			at: header.at,
			bytes: group.subarray(end, end + header.bytes)
		});
		at = end + header.bytes;
	}
	return pieces;
}
function line$1(header) {
	return Buffer.from(`${JSON.stringify(header)}\n`);
}
/** Longest header there can be; what an old file left behind the end has any length. */
const LONGEST_HEADER$1 = 1024;
function headerAt(bytes, at) {
	const end = bytes.subarray(at, at + LONGEST_HEADER$1).indexOf(10);
	if (end < 0) return void 0;
	try {
		return {
			header: JSON.parse(bytes.toString("utf8", at, at + end)),
			end: at + end + 1
		};
	} catch {
		return;
	}
}
function digestOf(bytes) {
	return createHash("sha1").update(bytes).digest("base64url");
}

// apps/lite/src/server/flusher.ts
/** Writes in one turn; then the loop looks for input again, so that a big room never starves the rest. */
const WRITES_A_TURN = 200;
/** Delivers in slices: rooms take turns, about 200 writes a turn of the event loop. */
var Flusher = class {
	#dirty = /* @__PURE__ */ new Set();
	#scheduled = false;
	/** Says that this room has something to write. It is written in this turn of the loop. */
	add(room) {
		this.#dirty.add(room);
		if (this.#scheduled) return;
		this.#scheduled = true;
		setImmediate(() => this.#turn());
	}
	#turn() {
		this.#scheduled = false;
		let budget = WRITES_A_TURN;
		for (const room of this.#dirty) {
			budget -= room.sweep(budget);
			this.#dirty.delete(room);
			if (room.isDirty) this.#dirty.add(room);
			if (budget <= 0) break;
		}
		const [next] = this.#dirty;
		if (next !== void 0) this.add(next);
	}
};

// apps/lite/src/server/group-sync.ts
/** Up to so many bytes a room are written twice; syncing the room's own log costs less than that for more. */
const SMALL = 65536;
/**
* Makes what the rooms have written outlast a power cut: all that waits is put into the commit log with one sync, while
* the next gather. That costs less than a sync of one room's own log, which grows; only much at once is synced there.
*/
var GroupSync = class {
	#files;
	#log;
	#waiting = [];
	#isBusy = false;
	constructor(files, log) {
		this.#files = files;
		this.#log = log;
	}
	/** Resolves when the bytes, which stand in the room's log, are safe. @throws SyncFailed */
	sync(piece) {
		return new Promise((resolve, reject) => {
			this.#waiting.push({
				piece,
				resolve,
				reject
			});
			if (this.#isBusy) return;
			this.#isBusy = true;
			setImmediate(() => this.#run());
		});
	}
	/** Syncs the rooms' logs and removes the commit log; nothing may wait. */
	async close() {
		await this.#syncRooms();
		await this.#log.remove();
	}
	async #run() {
		while (this.#waiting.length > 0) {
			const group = this.#waiting;
			this.#waiting = [];
			await this.#settle(group);
		}
		this.#isBusy = false;
	}
	async #settle(group) {
		try {
			const large = group.filter(({ piece }) => piece.bytes.length > SMALL);
			const small = group.filter(({ piece }) => piece.bytes.length <= SMALL);
			const alone = small.length > 0 && await this.#append(small) ? large : group;
			await Promise.all(alone.map(({ piece }) => this.#syncRoom(piece.path)));
			for (const { resolve } of group) resolve();
		} catch (error) {
			for (const { reject } of group) reject(error);
		}
	}
	/** Answers false when the commit log cannot be written, such as on a full disk. */
	async #append(group) {
		try {
			await this.#log.append(group.map(({ piece }) => piece));
		} catch (error) {
			if (error instanceof SyncFailed) throw error;
			return false;
		}
		if (this.#log.isLong) {
			await this.#syncRooms();
			this.#log.restart();
		}
		return true;
	}
	async #syncRooms() {
		for (const path of this.#log.rooms) await this.#syncRoom(path);
	}
	#syncRoom(path) {
		return this.#files.use(path, (fd) => sync(fd, path));
	}
};

// apps/lite/src/server/once.ts
/** A room's memory of `client` and `clientId`: at least its last 10,000 messages. */
const REMEMBERED$1 = 1e4;
/**
* Two generations: forgetting is dropping the older one whole, never a delete a message. By client and then by id,
* since joining the two into one key would cost more than the second look-up.
*/
var Once = class {
	#young = /* @__PURE__ */ new Map();
	#old = /* @__PURE__ */ new Map();
	#size = 0;
	/** The number of the message that this client sent under this id, if it is remembered. */
	find(client, clientId) {
		return this.#young.get(client)?.get(clientId) ?? this.#old.get(client)?.get(clientId);
	}
	add(client, clientId, seq) {
		if (this.#size >= REMEMBERED$1) {
			this.#old = this.#young;
			this.#young = /* @__PURE__ */ new Map();
			this.#size = 0;
		}
		this.#size += 1;
		const known = this.#young.get(client);
		if (known === void 0) this.#young.set(client, /* @__PURE__ */ new Map([[clientId, seq]]));
		else known.set(clientId, seq);
	}
	/** Forgets what was never stored after all. */
	forget(client, clientId) {
		this.#young.get(client)?.delete(clientId);
		this.#old.get(client)?.delete(clientId);
	}
};

// apps/lite/src/server/open-files.ts
/** The rooms' logs that are open as streams: the ones used last stay open, up to `most`. */
var OpenFiles = class {
	#files = /* @__PURE__ */ new Map();
	#most;
	constructor(most = 500) {
		this.#most = most;
	}
	get size() {
		return this.#files.size;
	}
	/** Works with the file's descriptor, open for appending and reading; it is not closed meanwhile. */
	async use(path, work) {
		const file = this.#files.get(path) ?? {
			fd: openToAppend(path),
			uses: 0
		};
		this.#files.delete(path);
		this.#files.set(path, file);
		file.uses += 1;
		try {
			return await work(await file.fd);
		} catch (error) {
			if (!await isOpen(file)) this.#files.delete(path);
			throw error;
		} finally {
			file.uses -= 1;
			if (this.#files.size > this.#most) this.#closeOldest();
		}
	}
	/** Closes what is open; nothing may be in use. */
	async closeAll() {
		for (const [path, file] of this.#files) {
			this.#files.delete(path);
			if (await isOpen(file)) closeQuietly(await file.fd);
		}
	}
	#closeOldest() {
		for (const [path, file] of this.#files) {
			if (this.#files.size <= this.#most) return;
			if (file.uses > 0) continue;
			this.#files.delete(path);
			file.fd.then(closeQuietly, () => void 0);
		}
	}
};
function isOpen(file) {
	return file.fd.then(() => true, () => false);
}
function openToAppend(path) {
	return new Promise((resolve, reject) => open$1(path, "a+", 384, (error, fd) => error ? reject(error) : resolve(fd)));
}
/** All that was acknowledged is synced already: a failing close loses nothing. */
function closeQuietly(fd) {
	close(fd, () => void 0);
}

// apps/lite/src/server/password.ts
const COST = {
	N: 16384,
	r: 8,
	p: 1
};
const BYTES = 32;
/** Only this process can compare against what `Lock` remembers. */
const PROCESS_KEY = randomBytes(BYTES);
/** Hashes a new password with a salt of its own. */
async function keep(password) {
	const salt = randomBytes(16);
	return {
		salt: salt.toString("base64"),
		hash: (await derive(password, salt)).toString("base64")
	};
}
/** A room's lock. A thousand who come back at once with the right password cost one scrypt. */
var Lock = class {
	#kept;
	#proven;
	/** Passwords being judged, by digest: the same one is judged once. */
	#judging = /* @__PURE__ */ new Map();
	constructor(kept) {
		this.#kept = kept;
	}
	/** Whether the password is the room's. @throws Problem `unavailable` when too many are being judged. */
	opens(password) {
		const digest = createHmac("sha256", PROCESS_KEY).update(password).digest();
		if (this.#proven !== void 0 && timingSafeEqual(this.#proven, digest)) return Promise.resolve(true);
		const key = digest.toString("base64");
		const known = this.#judging.get(key);
		if (known !== void 0) return known;
		const judged = this.#judge(password, digest).finally(() => this.#judging.delete(key));
		this.#judging.set(key, judged);
		return judged;
	}
	async #judge(password, digest) {
		const derived = await derive(password, Buffer.from(this.#kept.salt, "base64"));
		const hash = Buffer.from(this.#kept.hash, "base64");
		if (hash.length !== derived.length || !timingSafeEqual(hash, derived)) return false;
		this.#proven = digest;
		return true;
	}
};
/** Hashes at work at once: they take threads that the rooms' syncs need. */
const AT_WORK = 2;
/** Hashes that may wait for their turn. */
const IN_LINE = 20;
let working = 0;
const line = [];
/** @throws Problem `unavailable` when too many wait already: guessing must not cost the rooms their threads. */
async function derive(password, salt) {
	if (line.length >= IN_LINE) throw new Problem("unavailable", {
		detail: "Too many are at the door. Try again soon.",
		retryAfter: 5
	});
	if (working >= AT_WORK) await new Promise((resolve) => line.push(resolve));
	working += 1;
	try {
		return await scryptAsync(password.normalize("NFKC"), salt);
	} finally {
		working -= 1;
		line.shift()?.();
	}
}
function scryptAsync(password, salt) {
	return new Promise((resolve, reject) => {
		scrypt(password, salt, BYTES, COST, (error, key) => error ? reject(error) : resolve(key));
	});
}

// apps/lite/src/server/room-log.ts
const truncate = promisify(ftruncate);
/** Enough bytes from anywhere in the log to hold a line's begin and its number. */
const PROBE = LONGEST_LINE + 4096;
/** A room's log on disk: the bytes, where they end, and which numbers they hold. */
var RoomLog = class {
	path;
	#disk;
	/** Where the messages begin, behind the header. */
	start;
	#end;
	#seq;
	constructor(disk, path, place) {
		this.#disk = disk;
		this.path = path;
		this.start = place.start;
		this.#end = place.end;
		this.#seq = place.seq;
	}
	/** The number of the last message on disk. */
	get seq() {
		return this.#seq;
	}
	/** Where what is synced ends. */
	get end() {
		return this.#end;
	}
	/** Appends whole lines up to the number `seq`, and syncs. On a failed write the log is as it was. */
	async append(lines, seq) {
		await this.#disk.files.use(this.path, async (fd) => {
			try {
				await writeAll(fd, lines);
			} catch (error) {
				await truncate(fd, this.#end).catch((cause) => {
					throw new SyncFailed(`${this.path}: cannot be cut back`, { cause });
				});
				throw error;
			}
		});
		await this.#disk.syncing.sync({
			path: this.path,
			at: this.#end,
			bytes: lines
		});
		this.#end += lines.length;
		this.#seq = seq;
	}
	/** Reads up to `length` bytes of what is synced. */
	async read(position, length) {
		const target = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#end - position)));
		if (target.length === 0) return target;
		const taken = await this.#disk.files.use(this.path, (fd) => readAt$1(fd, target, position));
		return target.subarray(0, taken);
	}
	/** Where the line of this number begins: a binary search over the bytes, so that no index is held. */
	async offsetOf(seq) {
		if (seq <= 1) return this.start;
		if (seq > this.#seq) return this.#end;
		let low = this.start;
		let high = this.#end;
		while (high - low > PROBE) {
			const middle = Math.floor((low + high) / 2);
			const found = lineIn(await this.read(middle, PROBE), false);
			if (found === void 0) throw new Error(`${this.path}: no line after byte ${middle}`);
			if (found.seq <= seq) low = middle + found.at;
			else high = middle;
		}
		return low + await this.#scan(low, high, seq);
	}
	/** The distance from the line at `low` to the line of `seq`, which begins before `high` or there. */
	async #scan(low, high, seq) {
		const bytes = await this.read(low, high - low + PROBE);
		for (let at = 0; at < bytes.length; at = bytes.indexOf(10, at) + 1) {
			if (seqAt(bytes, at) === seq) return at;
			if (bytes.indexOf(10, at) < 0) break;
		}
		throw new Error(`${this.path}: no line has the number ${seq}`);
	}
};
/** The first line of which the bytes hold the begin. */
function lineIn(bytes, atStart) {
	const at = atStart ? 0 : bytes.indexOf(10) + 1;
	if (at === 0 && !atStart) return void 0;
	const seq = seqAt(bytes, at);
	return seq === void 0 ? void 0 : {
		at,
		seq
	};
}

// apps/lite/src/server/repair.ts
const CHUNK = 262144;
/** How far before the end the reading begins: as long as 10,000 lines of the longest would be, in the worst case. */
const REMEMBERED = 1e4;
/**
* Reads the last 10,000 lines of a log for "once", and cuts off what a crash left behind them.
*
* Whatever was acknowledged is synced, so a torn line was never acknowledged. Should whole lines follow a broken one,
* the disk is to blame: then the file is kept as it is beside the repaired one.
*/
async function readTail(file, path, start) {
	const { size } = await file.stat();
	const once = new Once();
	let at = await beginOfTail(file, start, size);
	let seq = 0;
	for await (const { line, length } of linesFrom(file, at, size)) {
		const stored = parse(line);
		const expected = seq === 0 ? stored?.seq : seq + 1;
		if (stored === void 0 || stored.seq !== expected || at === start && stored.seq !== 1) break;
		seq = stored.seq;
		at += length;
		if (stored.data.clientId !== null) once.add(stored.client, stored.data.clientId, seq);
	}
	return {
		end: at,
		seq,
		once,
		repaired: at < size ? await cut(file, path, at, size) : void 0
	};
}
/** Where the line begins that is 10,000 before the last, by halving; the log's start when that is nearer or unclear. */
async function beginOfTail(file, start, size) {
	const last = await lastSeq(file, start, size);
	if (last === void 0 || last <= REMEMBERED) return start;
	let low = start;
	let high = size;
	while (high - low > CHUNK) {
		const middle = Math.floor((low + high) / 2);
		const found = lineIn(await readAt(file, middle, CHUNK), false);
		if (found === void 0 || found.seq > last - REMEMBERED) high = middle;
		else low = middle + found.at;
	}
	return low;
}
async function lastSeq(file, start, size) {
	for (let from = size - CHUNK; from > start - CHUNK; from -= CHUNK) {
		const begin = Math.max(start, from);
		const bytes = await readAt(file, begin, CHUNK * 2);
		const spans = [...eachLine(bytes)];
		const last = (begin === start ? spans : spans.slice(1)).map(([low, high]) => parse(bytes.subarray(low, high))).findLast((line) => line !== void 0);
		if (last !== void 0) return last.seq;
	}
}
async function* linesFrom(file, from, size) {
	let rest = Buffer.alloc(0);
	for (let at = from; at < size;) {
		const bytes = Buffer.concat([rest, await readAt(file, at, CHUNK)]);
		if (bytes.length === rest.length) return;
		at += bytes.length - rest.length;
		let used = 0;
		for (const [start, end] of eachLine(bytes)) {
			yield {
				line: bytes.subarray(start, end),
				length: end + 1 - start
			};
			used = end + 1;
		}
		rest = Buffer.from(bytes.subarray(used));
	}
}
function parse(line) {
	try {
		const stored = JSON.parse(line.toString());
		return Number.isSafeInteger(stored.seq) && typeof stored.client === "string" && stored.data ? stored : void 0;
	} catch {
		return;
	}
}
async function cut(file, path, end, size) {
	const torn = await readAt(file, end, Math.min(size - end, CHUNK));
	const isOneTornLine = size - end <= CHUNK && !torn.subarray(0, -1).includes(10);
	if (!isOneTornLine) await copyFile(path, `${path}.damaged-${Date.now()}`, constants$2.COPYFILE_EXCL);
	await file.truncate(end);
	await file.sync();
	return `${path}: cut off ${isOneTornLine ? "a torn last line" : "a damaged end (the whole file is kept beside it)"}, ${size - end} bytes that were never acknowledged`;
}
async function readAt(file, position, length) {
	const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
	return buffer.subarray(0, bytesRead);
}

// apps/lite/src/server/restore-commits.ts
/**
* Writes what a commit log holds into the rooms' logs, after a crash: they may have lost it. What stands there already
* is written over with the same bytes. Answers what was done, for the operator.
*/
async function restoreCommits(folder) {
	const path = join(folder, COMMIT_LOG);
	const file = await readFile(path).catch((error) => {
		if (error.code === "ENOENT") return void 0;
		throw error;
	});
	if (file === void 0) return void 0;
	const byLog = /* @__PURE__ */ new Map();
	for (const piece of [...groupsOf(file)].flat()) byLog.set(piece.path, [...byLog.get(piece.path) ?? [], piece]);
	for (const [log, pieces] of byLog) await restore(join(folder, log), pieces);
	await unlink(path);
	await syncFolder(folder);
	return `${path}: read after a crash, ${byLog.size} rooms are whole`;
}
async function restore(path, pieces) {
	const file = await open(path, "r+").catch((error) => {
		if (error.code === "ENOENT") return void 0;
		throw error;
	});
	if (file === void 0) return;
	try {
		for (const { at, bytes } of pieces) {
			const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, at - 1);
			if (bytesRead === 0 || buffer[0] !== 10) return;
			await file.write(bytes, 0, bytes.length, at);
		}
		await file.sync();
	} finally {
		await file.close();
	}
}

// apps/lite/src/server/audience.ts
/** With so many listeners a sweep is long enough for those told first to answer during it. */
const LARGE = 250;
/** Which part of a long sweep is at least done when the next batch is written to the disk. */
const EARLIEST = .3;
/** Recent batches stay in memory for the last step of a replay, up to this many bytes and at least one. */
const RECENT_BYTES = LIMITS.pageBytes;
/**
* A room's live listeners. What was committed since the last sweep is joined into one buffer, and each listener gets
* one write of it. Who comes meanwhile stands behind the sweep's end, and was sent by `join` what the sweep holds.
*/
var Audience = class {
	#flusher;
	#listeners = [];
	#seq;
	#pending = [];
	#asides = [];
	#recent = [];
	#recentBytes = 0;
	#sweep;
	/** Of the sweep: who is next, and who came too late for it. */
	#next = 0;
	#end = 0;
	#begun = 0;
	/** How long the last sweep took, in milliseconds. */
	#took = 0;
	#waiting;
	constructor(flusher, seq) {
		this.#flusher = flusher;
		this.#seq = seq;
	}
	/** The last number that was published: what has a greater one is not told yet. */
	get seq() {
		return this.#seq;
	}
	get isDirty() {
		return this.#sweep !== void 0 || this.#pending.length > 0 || this.#asides.length > 0;
	}
	/** Tells everyone what was committed. */
	publish(batch) {
		this.#seq = batch.last;
		this.#remember(batch);
		if (this.#listeners.length === 0) return;
		this.#pending.push(batch);
		this.#flusher.add(this);
	}
	/** Tells everyone who listens something that is not in the log. */
	tell(frames) {
		if (this.#listeners.length === 0) return;
		this.#asides.push(frames);
		this.#flusher.add(this);
	}
	/**
	* Calls `go` when the next batch should be written to the disk, which takes about `ms`: at once, but in a large room
	* only so that it ends together with the sweep, since all who are told meanwhile can answer into that one batch. Else
	* the answers fall into many, and each is a write for everybody.
	*/
	whenReady(ms, go) {
		if (this.#isReady(ms)) go();
		else this.#waiting = {
			go,
			ms
		};
	}
	/** Whether whoever was sent everything up to `seq` can be given what is missing from memory. */
	covers(seq) {
		return seq >= this.#seq || seq + 1 >= (this.#recent[0]?.first ?? Number.POSITIVE_INFINITY);
	}
	/** Makes someone a listener who was sent everything up to `seq`, which is covered; what is missing is sent now. */
	join(listener, seq) {
		this.leave(listener);
		for (const batch of this.#recent) if (batch.last > seq) listener.deliver(skipFrames(batch.frames, Math.max(0, seq + 1 - batch.first)));
		listener.delivered = Math.max(seq, this.#seq);
		listener.place = this.#listeners.push(listener) - 1;
	}
	leave(listener) {
		if (listener.place < 0) return;
		let hole = listener.place;
		listener.place = -1;
		if (hole < this.#next) {
			this.#next -= 1;
			this.#move(this.#next, hole);
			hole = this.#next;
		}
		if (hole < this.#end) {
			this.#end -= 1;
			this.#move(this.#end, hole);
			hole = this.#end;
		}
		this.#move(this.#listeners.length - 1, hole);
		this.#listeners.pop();
	}
	/** Forgets what is kept for the last step of replays: nobody is here to make one. */
	forget() {
		this.#recent = [];
		this.#recentBytes = 0;
	}
	sweep(budget) {
		this.#sweep ??= this.#gather();
		const { asides, frames, first, last } = this.#sweep;
		let writes = 0;
		for (; this.#next < this.#end && writes < budget; this.#next += 1) {
			const listener = this.#listeners[this.#next];
			if (listener.delivered < last) {
				const unseen = listener.delivered + 1 - first;
				listener.delivered = last;
				listener.deliver(unseen > 0 ? skipFrames(frames, unseen) : frames);
				writes += 1;
			}
			for (const aside of asides) listener.deliver(aside);
			writes += asides.length;
		}
		if (this.#next === this.#end) {
			this.#sweep = void 0;
			this.#took = performance.now() - this.#begun;
			this.#next = 0;
			this.#end = 0;
		}
		this.#letGo();
		return writes;
	}
	#isReady(ms) {
		if (this.#listeners.length < LARGE) return true;
		const told = Math.max(EARLIEST, 1 - ms / Math.max(this.#took, ms));
		return this.#pending.length === 0 && this.#next >= this.#end * told;
	}
	#letGo() {
		if (this.#waiting === void 0 || !this.#isReady(this.#waiting.ms)) return;
		const { go } = this.#waiting;
		this.#waiting = void 0;
		go();
	}
	#gather() {
		const [pending, asides] = [this.#pending, this.#asides];
		this.#pending = [];
		this.#asides = [];
		this.#begun = performance.now();
		this.#next = 0;
		this.#end = this.#listeners.length;
		const [one] = pending;
		const frames = pending.length === 1 && one ? one.frames : Buffer.concat(pending.map((batch) => batch.frames));
		return {
			first: one?.first ?? 0,
			last: pending.at(-1)?.last ?? 0,
			frames,
			asides
		};
	}
	#move(from, to) {
		if (from === to) return;
		const listener = this.#listeners[from];
		this.#listeners[to] = listener;
		listener.place = to;
	}
	#remember(batch) {
		this.#recent.push(batch);
		this.#recentBytes += batch.frames.length;
		while (this.#recent.length > 1 && this.#recentBytes > RECENT_BYTES) this.#recentBytes -= this.#recent.shift()?.frames.length ?? 0;
	}
};

// apps/lite/src/server/journal.ts
/** How much the newest write counts for how long the next one is thought to take. */
const NEWEST = .2;
/**
* The room's one order. Messages take their numbers as they come; what gathers in a turn, while the last batch is
* being synced, or while a large room is being told of it, is one write and one sync. Otherwise nobody waits.
*/
var Journal = class {
	#log;
	#once;
	#events;
	#start;
	#seq;
	#lines = [];
	#entries = [];
	#isScheduled = false;
	/** How long a write takes of late, in milliseconds. */
	#took = 1;
	#writing = [];
	#idle = [];
	constructor(room, log, once, events) {
		this.#log = log;
		this.#once = once;
		this.#events = events;
		this.#start = eventStart(room);
		this.#seq = log.seq;
	}
	/** Takes a message; its sender is told when it is synced. A known `clientId` takes no number. */
	append(sender, id, words) {
		const { clientId } = words;
		const known = this.#once.find(sender.client, clientId);
		const seq = known ?? this.#seq + 1;
		this.#entries.push({
			sender,
			id,
			clientId,
			seq,
			isDuplicate: known !== void 0
		});
		if (known === void 0) {
			this.#seq = seq;
			this.#once.add(sender.client, clientId, seq);
			this.#lines.push({
				event: encodeMessage(this.#start, seq, sender.author, words),
				tail: sender.tail
			});
		}
		if (!this.#isScheduled) this.#schedule();
	}
	#schedule() {
		this.#isScheduled = true;
		setImmediate(() => this.#events.whenReady(this.#took, () => this.#commit()));
	}
	get isIdle() {
		return !this.#isScheduled;
	}
	/** Resolves when everything taken is told. */
	settled() {
		if (!this.#isScheduled) return Promise.resolve();
		return new Promise((resolve) => this.#idle.push(resolve));
	}
	async #commit() {
		const [entries, lines] = [this.#entries, this.#lines];
		this.#entries = [];
		this.#lines = [];
		this.#writing = entries;
		try {
			if (lines.length > 0) await this.#write(lines);
			tell(entries, (entry) => entry.sender.stored(entry.id, entry.seq, entry.isDuplicate));
		} catch (error) {
			this.#refuseAll(error);
		}
		if (this.#entries.length > 0) return this.#schedule();
		this.#isScheduled = false;
		for (const resolve of this.#idle.splice(0)) resolve();
	}
	async #write(lines) {
		const first = this.#log.seq + 1;
		const last = this.#log.seq + lines.length;
		const begun = performance.now();
		const { log, frames } = encodeBatch(lines);
		await this.#log.append(log, last);
		this.#took += (performance.now() - begun - this.#took) * NEWEST;
		this.#events.committed({
			first,
			last,
			frames
		}, log);
	}
	/** The batch has no place on disk, and what came after it has numbers that follow it: none of it is stored. */
	#refuseAll(error) {
		if (error instanceof SyncFailed) {
			this.#events.broken(error);
			return;
		}
		const entries = [...this.#writing, ...this.#entries];
		this.#entries = [];
		this.#lines = [];
		this.#seq = this.#log.seq;
		for (const { sender, clientId, isDuplicate } of entries) if (!isDuplicate) this.#once.forget(sender.client, clientId);
		const problem = new Problem("unavailable", { detail: "The message could not be stored." });
		tell(entries, (entry) => entry.sender.refused(entry.id, problem));
	}
};
function tell(entries, one) {
	const senders = /* @__PURE__ */ new Set();
	for (const entry of entries) {
		one(entry);
		senders.add(entry.sender);
	}
	for (const sender of senders) sender.settle();
}

// apps/lite/src/server/pacer.ts
/** Does something at once, but at most once in so many milliseconds: what is asked for in between is done then. */
var Pacer = class {
	#every;
	#act;
	#last = Number.NEGATIVE_INFINITY;
	#timer;
	constructor(every, act) {
		this.#every = every;
		this.#act = act;
	}
	ask() {
		if (this.#timer !== void 0) return;
		const wait = this.#last + this.#every - performance.now();
		if (wait <= 0) this.#run();
		else this.#timer = setTimeout(() => this.#run(), wait);
	}
	stop() {
		clearTimeout(this.#timer);
		this.#timer = void 0;
	}
	#run() {
		this.#timer = void 0;
		this.#last = performance.now();
		this.#act();
	}
};

// apps/lite/src/server/presence.ts
/** How long a lost connection still counts as present. */
const GRACE = 1e4;
/** Who is in a room. Changes are told at most once a second. */
var Presence = class {
	#present = /* @__PURE__ */ new Map();
	/** Lost connections that may be back soon. */
	#lost = /* @__PURE__ */ new Map();
	#joined = /* @__PURE__ */ new Map();
	#left = /* @__PURE__ */ new Set();
	#pacer;
	#list;
	constructor(tell) {
		this.#pacer = new Pacer(1e3, () => {
			if (this.#joined.size > 0 || this.#left.size > 0) tell(this.#takeChanges());
		});
	}
	get people() {
		return this.#present.values();
	}
	get count() {
		return this.#present.size;
	}
	/** Up to 100 of those present, as JSON. Kept, since a thousand who come together ask for it a thousand times. */
	get list() {
		this.#list ??= JSON.stringify(first(this.#present.values(), LIMITS.presence).map(presentOf));
		return this.#list;
	}
	enter(person) {
		if (this.#present.has(person.id)) return;
		for (const lost of this.#lost.keys()) if (this.#present.get(lost)?.client === person.client) this.#remove(lost);
		if (this.#present.size < LIMITS.presence) this.#list = void 0;
		this.#present.set(person.id, person);
		this.#joined.set(person.id, person);
		this.#pacer.ask();
	}
	exit(person) {
		this.#remove(person.id);
	}
	/** The connection broke: its person is told as gone unless it is back soon. */
	lose(person) {
		if (!this.#present.has(person.id)) return;
		this.#lost.set(person.id, setTimeout(() => this.#remove(person.id), GRACE));
	}
	stop() {
		this.#pacer.stop();
		for (const timer of this.#lost.values()) clearTimeout(timer);
	}
	#remove(id) {
		clearTimeout(this.#lost.get(id));
		this.#lost.delete(id);
		if (!this.#present.delete(id)) return;
		this.#list = void 0;
		if (!this.#joined.delete(id)) this.#left.add(id);
		this.#pacer.ask();
	}
	#takeChanges() {
		const joined = first(this.#joined.values(), LIMITS.presence).map(presentOf);
		const left = first(this.#left, LIMITS.presence);
		this.#joined.clear();
		this.#left.clear();
		return {
			joined,
			left,
			changed: [],
			count: this.#present.size
		};
	}
};
/** A person as others see it. */
function presentOf({ id, nick, hue }) {
	return {
		user: {
			id,
			handle: nick,
			name: nick,
			hue
		},
		state: "online",
		status: null
	};
}
function first(items, most) {
	const found = [];
	for (const item of items) {
		if (found.length === most) break;
		found.push(item);
	}
	return found;
}

// apps/lite/src/server/typing.ts
/** Who is typing in a room: told whole each time, at most once a second, and ended by itself after five. */
var Typing = class {
	#typing = /* @__PURE__ */ new Map();
	#pacer;
	#told = "";
	constructor(tell) {
		this.#pacer = new Pacer(1e3, () => {
			const data = this.#current();
			const words = JSON.stringify(data);
			if (words !== this.#told) tell(data);
			this.#told = words;
		});
		this.#told = JSON.stringify(this.#current());
	}
	start(person) {
		clearTimeout(this.#typing.get(person));
		this.#typing.set(person, setTimeout(() => this.stop(person), LIMITS.typing));
		this.#pacer.ask();
	}
	stop(person) {
		const timer = this.#typing.get(person);
		if (timer === void 0) return;
		clearTimeout(timer);
		this.#typing.delete(person);
		this.#pacer.ask();
	}
	stopAll() {
		this.#pacer.stop();
		for (const timer of this.#typing.values()) clearTimeout(timer);
	}
	#current() {
		return {
			users: [...this.#typing.keys()].slice(0, LIMITS.typists).map(({ id, nick }) => ({
				id,
				handle: nick,
				name: nick
			})),
			count: this.#typing.size
		};
	}
};

// apps/lite/src/server/room.ts
/** A room: its log, who is in it, and who is typing. It stays when nobody is. */
var Room = class {
	name;
	log;
	lock;
	audience;
	presence;
	typing;
	#visitors = /* @__PURE__ */ new Set();
	#journal;
	#holds = 0;
	constructor({ name, log, once, lock }, flusher, events) {
		this.name = name;
		this.log = log;
		this.lock = lock;
		this.audience = new Audience(flusher, log.seq);
		this.presence = new Presence((data) => this.tell("presence.changed", data));
		this.typing = new Typing((data) => this.tell("typing.changed", data));
		this.#journal = new Journal(name, log, once, {
			whenReady: (ms, go) => this.audience.whenReady(ms, go),
			committed: (batch, lines) => {
				this.audience.publish(batch);
				events.stored(this, lines);
			},
			broken: (error) => events.broken(error)
		});
	}
	/** The number of its last message on disk. */
	get seq() {
		return this.log.seq;
	}
	/** Those who have it open now. */
	get visitors() {
		return this.#visitors;
	}
	/** Takes a message; see {@link Journal.append}. */
	append(sender, id, words) {
		this.#journal.append(sender, id, words);
	}
	enter(visitor) {
		this.#visitors.add(visitor);
		this.presence.enter(visitor);
	}
	/** By its own will, or because its connection was lost. */
	exit(visitor, how) {
		if (!this.#visitors.delete(visitor)) return;
		this.typing.stop(visitor);
		if (how === "left") this.presence.exit(visitor);
		else this.presence.lose(visitor);
		if (this.#visitors.size === 0) this.audience.forget();
	}
	/** Tells everyone in the room something that is not in the log. */
	tell(type, data) {
		const frame = encodeTextFrame(JSON.stringify({
			type,
			room: this.name,
			at: timestamp(),
			data
		}));
		this.audience.tell(frame);
		for (const visitor of this.#visitors) if (!visitor.isLive) visitor.deliver(frame);
	}
	/** Keeps it in memory: for a connection's life, and while one is being judged. */
	hold() {
		this.#holds += 1;
	}
	release() {
		this.#holds -= 1;
	}
	/** Whether nobody holds it and nothing of it is being written. */
	get isIdle() {
		return this.#holds === 0 && this.#journal.isIdle;
	}
	/** Waits for what was taken to be told, and stops its timers. */
	async stop() {
		await this.#journal.settled();
		this.presence.stop();
		this.typing.stopAll();
	}
};

// apps/lite/src/server/room-file.ts
/** Longest header line: a name of escapes, and the rest. */
const LONGEST_HEADER = 4096;
/** The ending of every log's file name. */
const LOG_ENDING = ".ndjson";
/**
* Where a room's log is. The name decides nothing about the path but a few plain letters to find it by: a room called
* `../x`, `CON` or `A` beside `a` on a disk that ignores case is as good as any other.
*/
function logPath(folder, room) {
	const plain = room.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 32);
	const hash = createHash("sha256").update(room).digest("hex").slice(0, 32);
	return join(folder, `${plain}.${hash}${LOG_ENDING}`);
}
/** Makes a room's log, synced with its name in the folder. */
async function createLog(path, header) {
	const line = Buffer.from(`${JSON.stringify(header)}\n`);
	const file = await open(path, "w", 384);
	try {
		await file.writeFile(line);
		await file.sync();
	} finally {
		await file.close();
	}
	await syncFolder(dirname(path));
	return line.length;
}
/** Reads a log's header; undefined when its very first line is not whole, so that nobody was ever let in. */
async function readHeader(file) {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_HEADER), 0, LONGEST_HEADER, 0);
	const end = buffer.subarray(0, bytesRead).indexOf(10);
	if (end < 0) return void 0;
	try {
		return {
			header: JSON.parse(buffer.toString("utf8", 0, end)),
			length: end + 1
		};
	} catch {
		return;
	}
}

// apps/lite/src/server/rooms.ts
/** Rooms that nobody is in and that stay in memory, ready for the next to come. */
const KEPT = 500;
/** All rooms: in memory the ones in use, the others in their logs. */
var Rooms = class Rooms {
	#folder;
	#most;
	#events;
	#disk;
	#flusher = new Flusher();
	#rooms = /* @__PURE__ */ new Map();
	#count = 0;
	constructor(folder, most, events) {
		this.#folder = folder;
		this.#most = most;
		this.#events = events;
		const files = new OpenFiles();
		this.#disk = {
			files,
			syncing: new GroupSync(files, new CommitLog(folder))
		};
	}
	static async open(folder, most, events) {
		const restored = await restoreCommits(folder);
		if (restored !== void 0) events.repaired(restored);
		const rooms = new Rooms(folder, most, events);
		rooms.#count = (await rooms.#logs()).length;
		return rooms;
	}
	/** How many rooms there are, in memory or not. */
	get count() {
		return this.#count;
	}
	/**
	* The room of this name, held; made when it is not there, then locked by the password if there is one.
	* @throws Problem when there are too many rooms already.
	*/
	async enter(name, password) {
		const room = this.#rooms.get(name) ?? this.#load(name, password);
		this.#rooms.delete(name);
		this.#rooms.set(name, room);
		try {
			const entered = await room;
			entered.hold();
			return entered;
		} catch (error) {
			if (this.#rooms.get(name) === room) this.#rooms.delete(name);
			throw error;
		} finally {
			await this.#forget();
		}
	}
	/** The room of this name, if it is in memory. */
	async find(name) {
		return this.#rooms.get(name)?.catch(() => void 0);
	}
	/** The names of all rooms. One after the other: there may be more logs than files that may be open. */
	async names() {
		const names = [];
		for (const path of await this.#logs()) {
			const file = await open(path, "r");
			const found = await readHeader(file).finally(() => file.close());
			if (found !== void 0) names.push(found.header.room);
		}
		return names.sort();
	}
	/** Waits until every room has told what it took, and closes the logs. */
	async stop() {
		for (const room of this.#rooms.values()) await (await room).stop();
		await this.#disk.syncing.close();
		await this.#disk.files.closeAll();
	}
	async #logs() {
		return (await readdir(this.#folder)).filter((name) => name.endsWith(LOG_ENDING)).map((name) => `${this.#folder}/${name}`);
	}
	async #load(name, password) {
		const path = logPath(this.#folder, name);
		const file = await open(path, "r+").catch((error) => {
			if (error.code === "ENOENT") return void 0;
			throw error;
		});
		if (file === void 0) return this.#make(name, path, password);
		try {
			return await this.#read(file, path, name) ?? await this.#make(name, path, password);
		} finally {
			await file.close();
		}
	}
	async #read(file, path, name) {
		const found = await readHeader(file);
		if (found === void 0) return void 0;
		const { header, length } = found;
		const { end, seq, once, repaired } = await readTail(file, path, length);
		if (repaired !== void 0) this.#events.repaired(repaired);
		const log = new RoomLog(this.#disk, path, {
			start: length,
			end,
			seq
		});
		const lock = header.password === null ? void 0 : new Lock(header.password);
		return new Room({
			name,
			log,
			once,
			lock
		}, this.#flusher, this.#events);
	}
	async #make(name, path, password) {
		if (this.#count >= this.#most) throw new Problem("forbidden", { detail: `This server has all of its ${this.#most} rooms.` });
		this.#count += 1;
		const kept = password === void 0 ? null : await keep(password);
		const header = {
			room: name,
			password: kept,
			madeAt: (/* @__PURE__ */ new Date()).toISOString()
		};
		const start = await createLog(path, header).catch((cause) => {
			this.#count -= 1;
			throw new Problem("unavailable", { detail: `The room could not be made: ${String(cause)}` });
		});
		const log = new RoomLog(this.#disk, path, {
			start,
			end: start,
			seq: 0
		});
		const lock = kept === null ? void 0 : new Lock(kept);
		const room = new Room({
			name,
			log,
			once: new Once(),
			lock
		}, this.#flusher, this.#events);
		this.#events.made(room);
		return room;
	}
	/** Lets go of the rooms that nobody is in and that were used longest ago. */
	async #forget() {
		let surplus = this.#rooms.size - KEPT;
		if (surplus <= 0) return;
		for (const [name, loading] of this.#rooms) {
			if (surplus <= 0) return;
			surplus -= 1;
			const room = await loading.catch(() => void 0);
			if (room === void 0 || !room.isIdle || this.#rooms.get(name) !== loading) continue;
			this.#rooms.delete(name);
			await room.stop();
		}
	}
};

// apps/lite/src/server/lite-server.ts
/** How long clients have to say goodbye back. */
const FAREWELL = 2e3;
/** Clients of a server that stops come back spread over this time. */
const RETURN = 2e3;
/** The lite server: rooms as logs, connections, and the HTTP door they come in by. */
var LiteServer = class LiteServer {
	#options;
	#console;
	#connections = /* @__PURE__ */ new Map();
	#heartbeat = new Heartbeat();
	#http;
	#folder;
	#rooms;
	#door;
	#stopping;
	#gone = () => void 0;
	constructor(options, console, folder, rooms) {
		this.#options = options;
		this.#console = console;
		this.#folder = folder;
		this.#rooms = rooms;
		this.#door = new Door(rooms, () => this.#connections.size < options.maxConnections);
		this.#http = createServer(HANDSHAKE_SERVER_OPTIONS, (request, response) => this.#answer(request, response));
		this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
	}
	/** Opens the rooms and listens. @throws Error with one line that says what is wrong. */
	static async start(options, console, broken) {
		const folder = await openDataFolder(options.folder).catch((error) => {
			throw error.code ? /* @__PURE__ */ new Error(`DATA_DIR: ${JSON.stringify(options.folder)}: ${error.message}`) : error;
		});
		const rooms = await Rooms.open(folder.path, options.maxRooms, {
			made: (room) => console.made(room),
			stored: (_room, lines) => console.stored(lines),
			repaired: (what) => console.say(what),
			broken
		});
		const server = new LiteServer(options, console, folder, rooms);
		await server.#listen();
		return server;
	}
	get port() {
		return this.#http.address().port;
	}
	get roomCount() {
		return this.#rooms.count;
	}
	async say(name, text) {
		const room = await this.#rooms.find(name);
		if (room === void 0 || room.visitors.size === 0) return `Nobody is in ${name}.`;
		room.tell("notice", {
			level: "info",
			text
		});
		return `told ${room.visitors.size} in ${name}`;
	}
	tell(id, text) {
		const [found, ...more] = withId(this.#connections.values(), id);
		if (found === void 0) return `No connection's id begins with ${id}.`;
		if (more.length > 0) return `${more.length + 1} ids begin with ${id}: give more of it.`;
		found.notice(text);
		return `told ${found.nick}(${found.id.slice(0, 4)})`;
	}
	async rooms() {
		const lines = (await this.#rooms.names()).map(async (name) => `${name}  ${(await this.#rooms.find(name))?.visitors.size ?? 0} here`);
		return (await Promise.all(lines)).join("\n") || "There is no room yet.";
	}
	async who(name) {
		return [...(await this.#rooms.find(name))?.visitors ?? []].map(({ id, nick }) => `${nick}  ${id}`).join("\n") || `Nobody is in ${name}.`;
	}
	/** Stops taking connections, tells what was taken, says goodbye, and lets go of the folder. */
	stop() {
		this.#stopping ??= this.#stop();
		return this.#stopping;
	}
	async #stop() {
		this.#http.close();
		this.#http.closeIdleConnections();
		this.#heartbeat.stop();
		await this.#rooms.stop();
		for (const connection of this.#connections.values()) connection.close(CLOSE.shuttingDown, Math.floor(Math.random() * RETURN));
		if (this.#connections.size > 0) await this.#farewell();
		this.#http.closeAllConnections();
		this.#folder.release();
	}
	#farewell() {
		return new Promise((resolve) => {
			const late = setTimeout(resolve, FAREWELL);
			this.#gone = () => {
				if (this.#connections.size > 0) return;
				clearTimeout(late);
				resolve();
			};
		});
	}
	#listen() {
		const { port, host } = this.#options;
		return new Promise((resolve, reject) => {
			this.#http.once("error", (error) => {
				const taken = error.code === "EADDRINUSE";
				reject(/* @__PURE__ */ new Error(taken ? `PORT: ${port} is taken by another program` : `PORT: ${port}: ${error.message}`));
			});
			this.#http.listen({
				port,
				host,
				backlog: 4096
			}, () => resolve());
		});
	}
	#answer(request, response) {
		const path = request.url?.split("?")[0] ?? "/";
		const isHealth = [
			"/livez",
			"/readyz",
			"/healthz"
		].includes(path);
		const status = isHealth ? this.#stopping ? 503 : 200 : 426;
		const headers = {
			"content-type": "application/json",
			...status === 426 && { upgrade: "websocket" }
		};
		const said = isHealth ? { status: this.#stopping ? "stopping" : "ok" } : { detail: "This is a WebSocket server." };
		response.writeHead(status, headers).end(JSON.stringify(said));
	}
	async #upgrade(request, socket, head) {
		try {
			const guest = await this.#door.admit(request, socket, head);
			if (guest !== void 0) this.#welcome(guest);
		} catch (error) {
			socket.destroy();
			this.#bug(error);
		}
	}
	#welcome({ webSocket, room, entrance }) {
		const connection = new Connection({
			id: this.#newId(),
			webSocket,
			room,
			entrance,
			epoch: this.#folder.epoch,
			server: `parlor ${VERSION}`,
			bug: this.#bug
		});
		this.#connections.set(connection.id, connection);
		this.#heartbeat.add(connection);
		webSocket.onClose = (code) => {
			this.#heartbeat.remove(connection);
			this.#connections.delete(connection.id);
			connection.ended(code === 1e3 || code === 1001);
			this.#console.disconnected(connection, code);
			this.#gone();
		};
		this.#console.connected(connection);
	}
	#newId() {
		const id = randomBytes(6).toString("hex");
		return this.#connections.has(id) ? this.#newId() : id;
	}
	/** Tells the operator of an error that is ours. One function for all connections. */
	#bug = (error) => {
		this.#console.say(error instanceof Error ? error.stack ?? error.message : String(error));
	};
};

// apps/lite/src/server/options.ts
/** The help of `node server.js --help`. */
const HELP = `Usage: node server.js [options]

A chat server with rooms, in one file, with Node's own modules only.
Talk with it by: node client.js <room-name>

Options
  -p, --port <port>      port to listen on, default $PORT or 8080
      --host <address>   address to listen on, default $HOST or 0.0.0.0
  -d, --data <folder>    where the rooms' logs are kept, default $DATA_DIR or ./rooms
      --max-rooms <n>          default $MAX_ROOMS or 10000
      --max-connections <n>    default $MAX_CONNECTIONS or 50000
  -h, --help             this text

Lines typed into its terminal
  /say <room> <text>     the server's own word to a room
  /tell <id> <text>      the same to one connection (the start of its id is enough)
  /rooms   /who <room>   what is there
  /stop                  ends the server
`;
const FLAGS = {
	port: {
		type: "string",
		short: "p"
	},
	host: { type: "string" },
	data: {
		type: "string",
		short: "d"
	},
	"max-rooms": { type: "string" },
	"max-connections": { type: "string" },
	help: {
		type: "boolean",
		short: "h"
	}
};
/** Reads the flags and the environment; a flag wins. A wrong value is one line: name, value, what is accepted. */
function readOptions(args, environment) {
	try {
		const { values } = parseArgs({
			args: [...args],
			options: FLAGS
		});
		if (values.help) return {
			print: HELP,
			code: 0
		};
		return { run: choose(values, environment) };
	} catch (error) {
		return {
			print: `${error instanceof Error ? error.message.split(". ")[0] : String(error)}\nSee node server.js --help\n`,
			code: 2
		};
	}
}
function choose(values, environment) {
	const pick = (flag, variable, otherwise) => {
		const given = values[flag];
		if (given !== void 0) return {
			name: `--${flag}`,
			value: String(given)
		};
		return {
			name: variable,
			value: environment[variable] || otherwise
		};
	};
	return {
		port: number(pick("port", "PORT", "8080"), 0, 65535),
		host: pick("host", "HOST", "0.0.0.0").value,
		folder: pick("data", "DATA_DIR", "./rooms").value,
		maxRooms: number(pick("max-rooms", "MAX_ROOMS", "10000"), 1, 1e7),
		maxConnections: number(pick("max-connections", "MAX_CONNECTIONS", "50000"), 1, 1e6)
	};
}
function number({ name, value }, min, max) {
	const parsed = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
	if (parsed >= min && parsed <= max) return parsed;
	throw new Error(`${name}: ${JSON.stringify(value)} is not a whole number from ${min} to ${max}`);
}

// apps/lite/src/server.ts
/** The process cannot say any more what is on the disk: another start reads it again. */
const EXIT_BROKEN = 74;
/** Threads for syncs: many rooms' logs are synced at once, and share what the disk does for one of them. */
process.env.UV_THREADPOOL_SIZE ??= "16";
const start = readOptions(process.argv.slice(2), process.env);
if ("print" in start) {
	(start.code === 0 ? process.stdout : process.stderr).write(start.print);
	process.exitCode = start.code;
} else {
	const console = new Console(process.stdout);
	try {
		const server = await LiteServer.start(start.run, console, (error) => end(error, EXIT_BROKEN));
		console.say(`listening on http://localhost:${server.port}  ${server.roomCount} rooms in ${start.run.folder}`);
		obey(server, console);
	} catch (error) {
		end(error, 1);
	}
}
function obey(server, console) {
	const stop = () => server.stop().then(() => process.exit(0));
	process.on("SIGTERM", stop);
	process.on("SIGINT", stop);
	createInterface({ input: process.stdin }).on("line", async (line) => {
		const answer = await operate(line, server, stop).catch(String);
		if (answer !== "") console.say(answer);
	});
}
function end(error, code) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(code);
}

export {  };
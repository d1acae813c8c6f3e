#!/usr/bin/env node
// Made from apps/lite/src/client.ts by scripts/build-lite.mjs: change it there.

import { createHash, randomBytes, randomFillSync, randomUUID } from "node:crypto";
import { request } from "node:http";
import { request as request$1 } from "node:https";
import { Socket } from "node:net";
import { constants, createDeflateRaw, createInflateRaw } from "node:zlib";
import { constants as constants$1, isUtf8 } from "node:buffer";
import { fstatSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

// packages/client/src/clock.ts
/** The machine's own clock and chance. */
const systemClock = {
	now: () => Date.now(),
	random: () => Math.random(),
	after(ms, task) {
		const timer = setTimeout(task, ms);
		return () => clearTimeout(timer);
	}
};

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
/** Whether a client may come back by itself after `code`: true for every code but 4100–4199. */
function mayReconnect(code) {
	return code < 4100 || code > 4199;
}

// packages/protocol/src/limits.ts
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

// packages/protocol/src/decode.ts
/** Whether a value is a JSON object: not null, not an array. */
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

// packages/protocol/src/envelope.ts
/** Whether a parsed frame is a reply rather than an event. */
function isReply(frame) {
	return "ok" in frame;
}

// packages/client/src/failures.ts
/** The connection ended, or there was none, before the answer came: nobody knows whether it was carried out. */
var Disconnected = class extends Error {
	constructor(message = "The connection ended before the answer came.") {
		super(message);
		this.name = "Disconnected";
	}
};
/** The problem of a reply as something to throw. */
function problemOf$1(body) {
	return new Problem(body.code, body);
}
/** Whether the same request, sent again, may succeed: what no server has judged may, and what a server says may. */
function mayRetry(failure) {
	if (!(failure instanceof Problem)) return true;
	if (failure.code === "unauthenticated" || failure.code === "token_expired") return true;
	if (Object.hasOwn(PROBLEMS, failure.code)) return PROBLEMS[failure.code].retry;
	return failure.status >= 500;
}

// packages/client/src/backoff.ts
/** The first delay a reconnect may reach, in milliseconds. */
const FIRST = 500;
/** The longest delay a reconnect may reach, in milliseconds. */
const LONGEST$1 = 2e4;
/** How long a message that was not taken waits for its next try, in milliseconds. */
const RETRIES = [
	1e3,
	2e3,
	4e3,
	8e3,
	15e3,
	3e4
];
/**
* How long to wait before reconnecting for the `attempt`-th time in a row (0, 1, 2 …), in milliseconds.
* Full jitter: anything up to a bound that doubles from 0.5 s to 20 s, so that a thousand clients
* cut off together do not come back together.
*/
function reconnectDelay(attempt, clock) {
	return Math.round(clock.random() * Math.min(LONGEST$1, FIRST * 2 ** attempt));
}
/**
* How long to wait before sending a message again that failed `failures` times in a row, in milliseconds.
* 1, 2, 4, 8, 15, then 30 s, with jitter downwards by half; a server's `retryAfter` (seconds) wins.
*/
function retryDelay(failures, clock, retryAfter) {
	if (retryAfter !== void 0) return Math.ceil(retryAfter * 1e3);
	const bound = RETRIES[Math.min(failures, RETRIES.length) - 1] ?? RETRIES[0];
	return Math.round(bound * (.5 + clock.random() / 2));
}

// packages/client/src/listeners.ts
/** A set of functions to be told of something. */
var Listeners = class {
	#listeners = /* @__PURE__ */ new Set();
	/** Adds a listener; the returned function takes it away again. */
	add(listener) {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	}
	/** Tells every listener, in the order they came. One that joins or leaves meanwhile counts from the next time. */
	tell(...told) {
		for (const listener of [...this.#listeners]) listener(...told);
	}
};

// packages/client/src/outbox.ts
/** Sends of one room that may be unanswered at once. */
const WINDOW = 16;
/**
* Keeps what was written until the server has it: first in, first out per room, sent again after
* a failure that may heal, kept with its problem after one that will not.
*/
var Outbox = class {
	#storage;
	#send;
	#clock;
	#changes = new Listeners();
	#arrivals = new Listeners();
	#waits = /* @__PURE__ */ new Map();
	#items = [];
	#online = false;
	constructor({ storage, send, clock = systemClock }) {
		this.#storage = storage;
		this.#send = send;
		this.#clock = clock;
	}
	/** All that is on its way, in the order it was written. A new list after every change. */
	get items() {
		return this.#items;
	}
	/** Tells that `items` is another. */
	onChange(listener) {
		return this.#changes.add(listener);
	}
	/** Tells that the server has one. It is told before the item leaves `items`, so that no row blinks. */
	onStored(listener) {
		return this.#arrivals.add(listener);
	}
	/** Takes up what an earlier life of the program left. */
	async restore() {
		const known = new Set(this.#items.map((item) => item.clientId));
		const queued = (await this.#storage.load()).filter((item) => !known.has(item.clientId)).map((item) => item.state === "sending" ? requeued(item) : item);
		this.#set([...queued, ...this.#items].sort((a, b) => a.createdAt - b.createdAt));
		this.#drainAll();
	}
	/** Takes a message. When the promise is kept, neither a crash nor a reload loses it. */
	async add(message) {
		const item = {
			...message,
			state: "queued",
			failures: 0
		};
		this.#set([...this.#items, item]);
		await this.#storage.put(item).catch(() => {});
		this.#drain(item.room);
	}
	/** There is a connection now: everything goes out, waits are over. */
	online() {
		this.#online = true;
		this.#drainAll();
	}
	/** There is none: what was unanswered goes back in line. */
	offline() {
		this.#online = false;
		for (const cancel of this.#waits.values()) cancel();
		this.#waits.clear();
	}
	/** Sends a failed one again, at its place. */
	retry(clientId) {
		const item = this.#find(clientId);
		if (item?.state !== "failed") return;
		this.#keep(requeued(item));
		this.#drain(item.room);
	}
	/** Throws one away. The person's own decision, never ours. */
	discard(clientId) {
		this.#remove(clientId);
	}
	#drainAll() {
		for (const room of new Set(this.#items.map((item) => item.room))) this.#drain(room);
	}
	/** Sends what may go out now, in order; while a room waits for its next try, all of it waits. */
	#drain(room) {
		if (!this.#online || this.#waits.has(room)) return;
		const ours = this.#items.filter((item) => item.room === room && item.state !== "failed");
		for (const item of ours.slice(0, WINDOW)) if (item.state === "queued") this.#try(item);
	}
	async #try(item) {
		this.#replace({
			...item,
			state: "sending"
		});
		try {
			const stored = await this.#send(item);
			if (this.#find(item.clientId)) this.#arrivals.tell(item, stored);
			this.#remove(item.clientId);
			this.#drain(item.room);
		} catch (failure) {
			this.#failed(item, failure);
		}
	}
	#failed(item, failure) {
		if (!this.#find(item.clientId)) return;
		if (failure instanceof Problem && !mayRetry(failure)) {
			this.#keep({
				...item,
				state: "failed",
				problem: failure.toJSON()
			});
			this.#drain(item.room);
			return;
		}
		const failures = failure instanceof Disconnected ? item.failures : item.failures + 1;
		this.#replace({
			...item,
			state: "queued",
			failures
		});
		if (failure instanceof Disconnected) return;
		const retryAfter = failure instanceof Problem ? failure.retryAfter : void 0;
		this.#wait(item.room, retryDelay(failures, this.#clock, retryAfter));
	}
	#wait(room, ms) {
		if (!this.#online || this.#waits.has(room)) return;
		const cancel = this.#clock.after(ms, () => {
			this.#waits.delete(room);
			this.#drain(room);
		});
		this.#waits.set(room, cancel);
	}
	#find(clientId) {
		return this.#items.find((item) => item.clientId === clientId);
	}
	#keep(item) {
		this.#replace(item);
		this.#storage.put(item).catch(() => {});
	}
	#replace(item) {
		this.#set(this.#items.map((known) => known.clientId === item.clientId ? item : known));
	}
	#remove(clientId) {
		this.#set(this.#items.filter((item) => item.clientId !== clientId));
		this.#storage.remove(clientId).catch(() => {});
	}
	#set(items) {
		this.#items = items;
		this.#changes.tell();
	}
};
/** An outbox storage that lasts as long as the program. */
function memoryStorage() {
	const items = /* @__PURE__ */ new Map();
	return {
		load: async () => [...items.values()],
		put: async (item) => void items.set(item.clientId, item),
		remove: async (clientId) => void items.delete(clientId)
	};
}
function requeued({ problem: _, ...item }) {
	return {
		...item,
		state: "queued",
		failures: 0
	};
}

// packages/client/src/calls.ts
/** The commands of a connection that wait for their reply, by id. */
var Calls = class {
	#waiting = /* @__PURE__ */ new Map();
	#last = 0;
	/** Sends a command and waits; with no connection it fails at once. */
	make(connection, type, data) {
		if (connection === void 0) return Promise.reject(new Disconnected("There is no connection."));
		const id = `c${++this.#last}`;
		return new Promise((resolve, reject) => {
			this.#waiting.set(id, {
				resolve,
				reject
			});
			connection.send({
				type,
				id,
				data
			});
		});
	}
	/** A reply came. One that nobody waits for (`re` null, or entering by the URL) is dropped. */
	answer(reply) {
		const call = reply.re === null ? void 0 : this.#waiting.get(reply.re);
		if (reply.re === null || call === void 0) return;
		this.#waiting.delete(reply.re);
		if (reply.ok) call.resolve(reply.data);
		else call.reject(problemOf$1(reply.problem));
	}
	/** The connection is gone: whoever waits is told that nobody knows. */
	fail() {
		const waiting = [...this.#waiting.values()];
		this.#waiting.clear();
		for (const call of waiting) call.reject(new Disconnected());
	}
};

// packages/client/src/watchdog.ts
/** Silence after which the peer is asked, in milliseconds. */
const SILENCE = 25e3;
/** Silence after the question that means it is gone, in milliseconds. */
const PATIENCE = 1e4;
/** Notices a peer that went away without a word; a browser cannot see the server's pings. */
var Watchdog = class {
	#clock;
	#watch;
	#cancel = () => {};
	#heard = 0;
	#answered = false;
	constructor(clock, watch) {
		this.#clock = clock;
		this.#watch = watch;
	}
	/** Starts watching. */
	start() {
		this.heard();
		this.#listen(SILENCE);
	}
	/** A frame came. Only a note of the time: no timer is made anew for each frame. */
	heard() {
		this.#heard = this.#clock.now();
		this.#answered = true;
	}
	/** Asks at once and gives the peer `PATIENCE`: for a machine that has just woken up. */
	check() {
		this.#cancel();
		this.#ask();
	}
	/** Stops watching. */
	stop() {
		this.#cancel();
	}
	#listen(ms) {
		this.#cancel = this.#clock.after(ms, () => {
			const left = this.#heard + SILENCE - this.#clock.now();
			if (left > 0) this.#listen(left);
			else this.#ask();
		});
	}
	#ask() {
		this.#answered = false;
		this.#watch.ask();
		this.#cancel = this.#clock.after(PATIENCE, () => {
			if (this.#answered) this.#listen(this.#heard + SILENCE - this.#clock.now());
			else this.#watch.dead();
		});
	}
};

// packages/client/src/session.ts
/** How long connecting may take, sign-in included, in milliseconds. */
const CONNECTING = 15e3;
/** A connection that lasted this long was a good one: the next reconnect starts again with short delays. */
const GOOD = 5e3;
const CLOSED_BY = {
	4101: "signed-out",
	4102: "suspended",
	4103: "too-old"
};
const BAD_TOKEN = 4100;
/**
* The life of one client's connection: connects, signs in, reconnects, and answers commands with promises.
* It knows no room; what happens in one reaches the listeners of `onEvent`.
*/
var Session = class {
	clock;
	#transport;
	#getToken;
	#states = new Listeners();
	#events = new Listeners();
	#calls = new Calls();
	#watchdog;
	#state = {
		name: "closed",
		reason: "asked"
	};
	#connection;
	/** Raised with every connection, so that what belongs to an earlier one is known and dropped. */
	#life = 0;
	#goodbye;
	#tokenRefused = false;
	#failures = 0;
	#since = 0;
	#timer = () => {};
	constructor({ transport, getToken, clock = systemClock }) {
		this.clock = clock;
		this.#transport = transport;
		this.#getToken = getToken;
		this.#watchdog = new Watchdog(clock, {
			ask: () => void this.command("ping", {}).catch(() => {}),
			dead: () => this.#drop({
				code: 1006,
				reason: "no sign of life"
			})
		});
	}
	/** Where the session stands now. */
	get state() {
		return this.#state;
	}
	/** Tells every change of `state`. Returns a function that ends it. */
	onState(listener) {
		return this.#states.add(listener);
	}
	/** Tells every event, in order, the welcome and the goodbye included. Returns a function that ends it. */
	onEvent(listener) {
		return this.#events.add(listener);
	}
	/** Connects, and stays connected until `close` or a stop by the server. */
	start() {
		if (this.#state.name !== "closed") return;
		this.#failures = 0;
		this.#tokenRefused = false;
		this.#connect();
	}
	/** Ends the session; what waits for an answer fails with `Disconnected`. */
	close() {
		this.#end({
			name: "closed",
			reason: "asked"
		});
	}
	/** Connects now instead of at the end of the wait: someone asked, or the network is back. */
	retryNow() {
		if (this.#state.name !== "offline") return;
		this.#timer();
		this.#connect();
	}
	/** Asks for a sign of life at once: after the machine slept, a dead connection still looks alive. */
	checkAlive() {
		if (this.#state.name === "connected" && this.#transport.heartbeat === "session") this.#watchdog.check();
	}
	/**
	* Sends a command and waits for its reply.
	* @throws Problem when the server refuses it; Disconnected when there is no connection, or it ends first.
	*/
	command(type, data) {
		const connection = this.#state.name === "connected" ? this.#connection : void 0;
		return this.#calls.make(connection, type, data);
	}
	#connect() {
		const life = ++this.#life;
		this.#goodbye = void 0;
		this.#enter({
			name: "connecting",
			attempt: this.#failures
		});
		this.#timer = this.clock.after(CONNECTING, () => this.#drop({
			code: 1006,
			reason: "timed out"
		}));
		this.#open(life).catch(() => {
			if (life === this.#life) this.#lost({
				code: 1006,
				reason: "no token to be had"
			});
		});
	}
	async #open(life) {
		const token = await this.#getToken?.({ refresh: this.#tokenRefused });
		if (life !== this.#life) return;
		if (token === null) return void this.#end({
			name: "closed",
			reason: "signed-out"
		});
		this.#connection = this.#transport.connect({
			frame: (frame) => {
				if (life === this.#life) this.#frame(frame, token);
			},
			closed: (how) => {
				if (life === this.#life) this.#lost(how);
			}
		}, token);
	}
	#frame(frame, token) {
		this.#watchdog.heard();
		if (isReply(frame)) return void this.#calls.answer(frame);
		if (frame.type === "session.welcome") this.#welcome(frame, token);
		if (frame.type === "session.goodbye") this.#goodbye = frame.data;
		this.#events.tell(frame);
	}
	#welcome({ data }, token) {
		if (this.#transport.signIn === "handshake" || token === void 0) return void this.#connected(data, data.user);
		const life = this.#life;
		this.#calls.make(this.#connection, "session.hello", { token }).then((reply) => {
			if (life === this.#life) this.#connected(data, reply.user);
		}, (failure) => {
			const problem = failure instanceof Problem ? failure.toJSON() : void 0;
			if (life === this.#life) this.#drop({
				code: 1006,
				reason: "hello refused",
				...problem && { problem }
			});
		});
	}
	#connected(welcome, user) {
		this.#timer();
		this.#tokenRefused = false;
		this.#since = this.clock.now();
		if (this.#transport.heartbeat === "session") this.#watchdog.start();
		this.#enter({
			name: "connected",
			welcome,
			user
		});
	}
	/** Gives up the connection from this side. */
	#drop(how) {
		const connection = this.#connection;
		this.#lost(how);
		connection?.close();
	}
	#lost(how) {
		const wasGood = this.#state.name === "connected" && this.clock.now() - this.#since >= GOOD;
		const goodbye = this.#goodbye;
		this.#release();
		if (wasGood) this.#failures = 0;
		const code = goodbye?.code ?? how.code;
		if (isTokenRefusal(code, how.problem)) return void this.#refused(how);
		if (goodbye ? !goodbye.reconnect : !mayReconnect(code)) {
			this.#end({
				name: "closed",
				reason: CLOSED_BY[code] ?? "refused"
			});
			return;
		}
		const delay = Math.max(goodbye?.afterMs ?? 0, (how.problem?.retryAfter ?? 0) * 1e3);
		this.#wait(delay + reconnectDelay(this.#failures++, this.clock), code, goodbye?.reason ?? how.reason);
	}
	/** A token was not taken: one fresh one is tried, at once. A second refusal in a row is the end of the sign-in. */
	#refused(how) {
		if (this.#tokenRefused || this.#getToken === void 0) {
			this.#end({
				name: "closed",
				reason: how.problem ? "signed-out" : "refused"
			});
			return;
		}
		this.#tokenRefused = true;
		this.#connect();
	}
	#wait(ms, code, reason) {
		const retryAt = this.clock.now() + ms;
		this.#timer = this.clock.after(ms, () => this.#connect());
		this.#enter({
			name: "offline",
			attempt: this.#failures,
			retryAt,
			code,
			reason
		});
	}
	#end(state) {
		const connection = this.#connection;
		this.#release();
		connection?.close();
		this.#enter(state);
	}
	/** Lets go of the connection: nothing it still says is heard, and nobody waits for its answers. */
	#release() {
		this.#life++;
		this.#timer();
		this.#watchdog.stop();
		this.#connection = void 0;
		this.#calls.fail();
	}
	#enter(state) {
		this.#state = state;
		this.#states.tell(state);
	}
};
function isTokenRefusal(code, problem) {
	return code === BAD_TOKEN || problem?.status === 401;
}

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

// apps/lite/src/client/address.ts
/** The upgrade request that enters the room: by a token on the full server, by HTTP Basic on the lite one. */
function addressOf({ server, nick, token, room }, { client, password, from }) {
	const url = new URL(server);
	url.pathname = `${url.pathname.replace(/\/$/, "")}/ws`;
	url.search = new URLSearchParams({
		room,
		client,
		...nick && { nick },
		...from
	}).toString();
	if (token !== void 0) return {
		url,
		headers: { authorization: `Bearer ${token}` }
	};
	if (password === void 0) return {
		url,
		headers: {}
	};
	return {
		url,
		headers: { authorization: `Basic ${Buffer.from(`${(nick ?? "").replaceAll(":", " ")}:${password}`).toString("base64")}` }
	};
}

// apps/lite/src/client/exit-codes.ts
/** How the client ends: one code a reason, for scripts. */
const EXIT = {
	done: 0,
	unexpected: 1,
	usage: 2,
	unreachable: 3,
	signIn: 4,
	noRoom: 5,
	roomPassword: 6,
	rateLimited: 7,
	conflict: 8,
	invalid: 9,
	interrupted: 130,
	terminated: 143
};
/** The code that tells a script of this problem. */
function exitCodeOf({ code, status }) {
	switch (code) {
		case "unauthenticated":
		case "token_expired": return EXIT.signIn;
		case "room_password_required":
		case "room_password_wrong": return EXIT.roomPassword;
		case "not_found":
		case "forbidden": return EXIT.noRoom;
		case "invalid_input":
		case "payload_too_large":
		case "unsupported_media_type": return EXIT.invalid;
		case "conflict":
		case "gone":
		case "precondition_failed": return EXIT.conflict;
		case "rate_limited":
		case "slow_mode": return EXIT.rateLimited;
		default: return status === 503 ? EXIT.unreachable : EXIT.unexpected;
	}
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
const shared$1 = /* @__PURE__ */ new Map();
/** Compresses a message that builds on none before, with a shared deflater. */
function deflateShared(windowBits, data, done) {
	let pool = shared$1.get(windowBits);
	if (pool === void 0) {
		pool = new Pool(4, () => new Deflater(windowBits));
		shared$1.set(windowBits, pool);
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
	if (state === 0) return open(byte);
	const low = state >> 8 & 255;
	const high = state >> 16;
	if (byte < low || byte > high) return -1;
	const needed = (state & 255) - 1;
	return needed === 0 ? 0 : expect(needed, 128, 191);
}
/** The first byte of a character decides how many follow, and narrows the second (RFC 3629 4). */
function open(byte) {
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
const shared = new Pool(8, () => new Inflater());
/** Inflates a message that builds on none before, with a shared inflater. */
function inflateShared(job, done) {
	shared.borrow((inflater) => {
		inflater.inflate(job, (error, message) => {
			inflater.reset();
			shared.giveBack(inflater);
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
var Connection = class {
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
		return this.#state === "open" ? this.#sender.message(OPCODE.text, text, sent) : refuse(sent);
	}
	sendTextBytes(bytes, sent) {
		return this.#state === "open" ? this.#sender.message(OPCODE.text, bytes, sent) : refuse(sent);
	}
	sendBinary(data, sent) {
		return this.#state === "open" ? this.#sender.message(OPCODE.binary, data, sent) : refuse(sent);
	}
	sendFrames(frames, sent) {
		if (this.#agreement.role === "client") throw new TypeError("A client masks each frame: it cannot send encoded ones.");
		return this.#state === "open" ? this.#sender.frames(frames, sent) : refuse(sent);
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
function refuse(sent) {
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
/** The `Sec-WebSocket-Accept` that answers `key` (RFC 6455 4.2.2). */
function acceptKey(key) {
	return createHash("sha1").update(key + GUID).digest("base64");
}
/** Whether a comma-separated header names `token`, in any case. */
function hasToken(header, token) {
	return (header ?? "").split(",").some((part) => part.trim().toLowerCase() === token);
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
/** What a client offers (RFC 7692 7.1). */
function offerDeflate(options) {
	const words = [NAME, CLIENT_BITS];
	if (options.contextTakeover !== true) words.push(SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT);
	return words.join("; ");
}
/**
* The client's reading of the server's answer to {@link offerDeflate}: undefined when the server declined, null
* when it answered what cannot be, and the connection must fail (RFC 6455 9.1).
*/
function agreeAsClient(answers, options) {
	const [answer, ...more] = answers;
	if (answer === void 0) return void 0;
	const { name, parameters } = answer;
	if (options === void 0 || more.length > 0 || name !== NAME || !isValid(parameters, "answer")) return null;
	const mayKeep = options.contextTakeover === true;
	if (!mayKeep && !parameters.has(SERVER_NO_CONTEXT)) return null;
	return {
		threshold: options.threshold ?? DEFAULT_THRESHOLD,
		sendsWithContext: mayKeep && !parameters.has(CLIENT_NO_CONTEXT),
		receivesWithContext: !parameters.has(SERVER_NO_CONTEXT),
		windowBits: bitsOf(parameters, CLIENT_BITS)
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

// packages/websocket/src/connect.ts
/** The connection was not opened. With `refused`, the server's HTTP answer is here. */
var ConnectError = class extends Error {
	name = "ConnectError";
	code;
	/** The HTTP status, 0 when there was none. */
	status;
	headers;
	/** The first 64 KiB of the answer's body, as text. */
	body;
	constructor(code, message, details = {}) {
		super(message, { cause: details.cause });
		this.code = code;
		this.status = details.status ?? 0;
		this.headers = details.headers ?? {};
		this.body = details.body ?? "";
	}
};
const MAX_BODY_BYTES = 65536;
/**
* Opens a WebSocket as a client (RFC 6455 4.1).
*
* @param url `ws:`, `wss:`, `http:` or `https:`; a fragment is left out. Credentials in it are refused: send them
*   as a header.
* @returns The open connection. Set its `on…` properties in the turn in which the promise is fulfilled.
* @throws ConnectError when it does not open. TypeError for an address or a protocol that cannot be.
*/
async function connect(url, options = {}) {
	const limits = limitsOf(options);
	const key = randomBytes(16).toString("base64");
	const { answer, socket, head } = await awaitUpgrade(openRequest(new URL(url), key, options), options);
	const protocol = answer.headers["sec-websocket-protocol"] ?? "";
	const extensions = answer.headers["sec-websocket-extensions"] ?? "";
	const answers = parseExtensions(extensions === "" ? void 0 : extensions);
	const deflate = answers === void 0 ? null : agreeAsClient(answers, options.deflate);
	const fault = findFault(answer, key, options);
	if (fault !== void 0 || deflate === null) {
		socket.destroy();
		throw new ConnectError("bad_answer", fault ?? "An extension that was not offered so.", {
			status: answer.statusCode,
			headers: answer.headers
		});
	}
	const connection = new Connection(socket, {
		role: "client",
		protocol,
		extensions,
		limits,
		deflate
	});
	if (head.length > 0) socket.unshift(head);
	setImmediate(() => connection.start());
	return connection;
}
function openRequest(url, key, options) {
	const isSecure = url.protocol === "wss:" || url.protocol === "https:";
	if (!isSecure && url.protocol !== "ws:" && url.protocol !== "http:") throw new TypeError(`A WebSocket's address begins with ws: or wss:, not ${url.protocol}`);
	if (url.username !== "" || url.password !== "") throw new TypeError("Send credentials as a header.");
	const protocols = options.protocols ?? [];
	const headers = {
		...options.headers,
		Connection: "Upgrade",
		Upgrade: "websocket",
		"Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key": key,
		...protocols.length === 0 ? {} : { "Sec-WebSocket-Protocol": protocols.join(", ") },
		...options.deflate === void 0 ? {} : { "Sec-WebSocket-Extensions": offerDeflate(options.deflate) }
	};
	const target = {
		host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
		port: url.port === "" ? isSecure ? 443 : 80 : Number(url.port),
		path: url.pathname + url.search,
		headers,
		agent: false
	};
	return isSecure ? request$1({
		...target,
		...options.tls
	}) : request(target);
}
function awaitUpgrade(request, options) {
	const { signal } = options;
	return new Promise((resolve, reject) => {
		const fail = (error) => {
			settle();
			reject(error);
			request.destroy();
		};
		const onAbort = () => fail(new ConnectError("aborted", "The opening was given up.", { cause: signal?.reason }));
		const onTimeout = () => fail(new ConnectError("timeout", "The server did not answer in time."));
		const deadline = setTimeout(onTimeout, options.handshakeTimeoutMs ?? 1e4);
		const settle = () => {
			clearTimeout(deadline);
			signal?.removeEventListener("abort", onAbort);
		};
		request.on("error", (cause) => fail(new ConnectError("unreachable", cause.message, { cause })));
		request.on("response", (answer) => readRefusal(answer, fail));
		request.on("upgrade", (answer, socket, head) => {
			settle();
			resolve({
				answer,
				socket,
				head
			});
		});
		if (signal?.aborted) return onAbort();
		signal?.addEventListener("abort", onAbort);
		request.end();
	});
}
/** Collects what the server says in place of an upgrade. */
function readRefusal(answer, fail) {
	const { statusCode: status, headers } = answer;
	if (status === 101) return fail(new ConnectError("bad_answer", "A 101 answer that upgrades to nothing."));
	const pieces = [];
	let length = 0;
	const finish = () => {
		const body = Buffer.concat(pieces).subarray(0, MAX_BODY_BYTES).toString();
		fail(new ConnectError("refused", `The server answered ${status}.`, {
			status,
			headers,
			body
		}));
	};
	answer.on("data", (piece) => {
		pieces.push(piece);
		length += piece.length;
		if (length >= MAX_BODY_BYTES) finish();
	});
	answer.on("end", finish).on("error", finish);
}
/** The checks of RFC 6455 4.1 on the server's answer. */
function findFault(answer, key, options) {
	const { headers } = answer;
	if (answer.statusCode !== 101) return `An upgrade with status ${answer.statusCode}.`;
	if (headers.upgrade?.toLowerCase() !== "websocket" || !hasToken(headers.connection, "upgrade")) return "An upgrade to something other than a WebSocket.";
	if (headers["sec-websocket-accept"] !== acceptKey(key)) return "A wrong Sec-WebSocket-Accept.";
	const protocol = headers["sec-websocket-protocol"];
	if (protocol !== void 0 && options.protocols?.includes(protocol) !== true) return "A sub-protocol that was not offered.";
}

// apps/lite/src/client/link.ts
/** The terminal's way to a server: our own WebSocket, the room in the URL, credentials in a header. */
function link(options) {
	return {
		signIn: "handshake",
		heartbeat: "session",
		connect: (listener) => new Link(options, listener)
	};
}
var Link = class {
	#options;
	#listener;
	#opening = new AbortController();
	#webSocket;
	#isEnded = false;
	constructor(options, listener) {
		this.#options = options;
		this.#listener = listener;
		this.#open().catch((error) => this.#failed(error));
	}
	send(command) {
		const text = JSON.stringify(command);
		this.#options.trace("→", text.replace(/"password":"(?:[^"\\]|\\.)*"/, "\"password\":\"…\""));
		this.#webSocket?.sendText(text);
	}
	close() {
		this.#opening.abort();
		this.#webSocket?.close(1e3);
		queueMicrotask(() => this.#end({
			code: 1e3,
			reason: "closed here"
		}));
	}
	async #open() {
		const { url, headers } = this.#options.address();
		const { signal } = this.#opening;
		const webSocket = await connect(url, {
			headers,
			signal,
			maxMessageBytes: LIMITS.clientFrame
		});
		if (this.#isEnded) return webSocket.close(1e3);
		this.#webSocket = webSocket;
		webSocket.onText = (text) => this.#take(text);
		webSocket.onClose = (code, reason) => this.#end({
			code,
			reason
		});
	}
	#take(text) {
		this.#options.trace("←", text);
		const frame = parse(text);
		if (frame === void 0 || this.#isEnded) return;
		if ("ok" in frame && frame.re === "room") this.#options.entered(frame);
		else this.#listener.frame(frame);
	}
	#failed(error) {
		if (this.#isEnded) return;
		const { status, headers, body } = error instanceof ConnectError ? error : NOWHERE;
		const problem = problemOf(body);
		this.#options.refused(problem, status, status === 401 && /^basic/i.test(headers["www-authenticate"] ?? ""));
		const reason = error instanceof Error ? error.message : String(error);
		this.#end({
			code: 1006,
			reason,
			...problem && { problem }
		});
	}
	#end(how) {
		if (this.#isEnded) return;
		this.#isEnded = true;
		this.#listener.closed(how);
	}
};
const NOWHERE = {
	status: 0,
	headers: {},
	body: ""
};
function parse(text) {
	try {
		const frame = JSON.parse(text);
		return isObject(frame) && ("ok" in frame || typeof frame.type === "string") ? frame : void 0;
	} catch {
		return;
	}
}
function problemOf(body) {
	try {
		const problem = JSON.parse(body);
		return isObject(problem) && typeof problem.code === "string" ? problem : void 0;
	} catch {
		return;
	}
}

// apps/lite/src/client/screen.ts
/** The screen for these streams. */
function screenOf(isQuiet, mayAsk) {
	return process.stdin.isTTY ? new Terminal(isQuiet, mayAsk) : new Pipes(isQuiet);
}
var Pipes = class {
	#isQuiet;
	#lines;
	constructor(isQuiet) {
		this.#isQuiet = isQuiet;
	}
	print(line) {
		process.stdout.write(`${line}\n`);
	}
	say(line) {
		if (!this.#isQuiet) process.stderr.write(`${line}\n`);
	}
	read(onLine, onEnd) {
		this.#lines = createInterface({
			input: process.stdin,
			crlfDelay: Number.POSITIVE_INFINITY
		});
		this.#lines.on("line", onLine).on("close", onEnd);
	}
	async ask() {}
	close() {
		this.#lines?.removeAllListeners("close").close();
	}
};
const ERASE_LINE = "\r\x1B[K";
const UP_AND_ERASE = "\x1B[1A\x1B[2K";
/** A prompt that stays below what is said. What was typed is taken off the screen: it comes back as a message. */
var Terminal = class {
	#isQuiet;
	#mayAsk;
	#lines;
	constructor(isQuiet, mayAsk) {
		this.#isQuiet = isQuiet;
		this.#mayAsk = mayAsk;
	}
	print(line) {
		this.#above(process.stdout, line);
	}
	say(line) {
		if (!this.#isQuiet) this.#above(process.stderr, line);
	}
	read(onLine, onEnd) {
		const output = process.stdout.isTTY ? process.stdout : process.stderr;
		const lines = createInterface({
			input: process.stdin,
			output,
			prompt: "> ",
			terminal: true
		});
		this.#lines = lines;
		lines.on("line", (line) => {
			const rows = Math.floor((line.length + 2) / (output.columns || 80)) + 1;
			output.write(UP_AND_ERASE.repeat(rows));
			onLine(line);
			lines.prompt();
		});
		lines.on("close", onEnd);
		lines.on("SIGINT", () => {
			if (lines.line === "") return void process.emit("SIGINT");
			lines.write(null, {
				ctrl: true,
				name: "e"
			});
			lines.write(null, {
				ctrl: true,
				name: "u"
			});
		});
		lines.prompt();
	}
	async ask(question) {
		if (!this.#mayAsk) return void 0;
		process.stderr.write(question);
		const answer = await readHidden(process.stdin);
		process.stderr.write("\n");
		return answer;
	}
	close() {
		this.#lines?.removeAllListeners("close").close();
		if (this.#lines) process.stderr.write(ERASE_LINE);
	}
	#above(stream, line) {
		if (this.#lines === void 0) return void stream.write(`${line}\n`);
		(process.stdout.isTTY ? process.stdout : process.stderr).write(ERASE_LINE);
		stream.write(`${line}\n`);
		this.#lines.prompt(true);
	}
};
const [ENTER, END, INTERRUPT, BACKSPACE, DELETE] = [
	"\r",
	"",
	"",
	"\b",
	""
];
/** Reads a line from the terminal key by key, so that nothing of it is shown. */
function readHidden(input) {
	return new Promise((resolve) => {
		let typed = "";
		const finish = (answer) => {
			input.off("data", take);
			input.setRawMode(false).pause();
			resolve(answer);
		};
		const take = (bytes) => {
			for (const key of bytes.toString()) {
				if (key === ENTER || key === "\n") return finish(typed);
				if (key === END || key === INTERRUPT) return finish(void 0);
				if (key === BACKSPACE || key === DELETE) typed = typed.slice(0, -1);
				else if (key >= " ") typed += key;
			}
		};
		input.setRawMode(true).resume().on("data", take);
	});
}
/** Nobody can write: stdin is closed, which Node shows as the null device. */
function isReadOnly() {
	if (process.stdin.isTTY) return false;
	try {
		return fstatSync(0).isCharacterDevice();
	} catch {
		return true;
	}
}

// apps/lite/src/client/transcript.ts
/** What was said and who is there, as far as it was told: each message is printed once. */
var Transcript = class {
	#screen;
	#printer;
	#since;
	#people = /* @__PURE__ */ new Map();
	#cursor;
	#own;
	constructor(screen, printer, since) {
		this.#screen = screen;
		this.#printer = printer;
		this.#since = since;
	}
	/** The greatest number that was told; undefined before the first entering. */
	get cursor() {
		return this.#cursor;
	}
	/** The names of those present. */
	get names() {
		return [...this.#people.values()];
	}
	/** Who we are on this connection. */
	become(own) {
		this.#own = own ?? void 0;
	}
	/** Everything up to `seq` was told. */
	reached(seq) {
		this.#cursor = Math.max(this.#cursor ?? 0, seq);
	}
	entered(present) {
		this.#people.clear();
		for (const { user } of present) this.#people.set(user.id, user.handle);
	}
	/** A page is in the order of reading; its numbers are not, where something was edited. */
	page(room, messages) {
		for (const message of messages) this.#print(asEvent(room, message));
	}
	/** Prints an event that was not seen yet, and moves the cursor. */
	show(event) {
		if (event.seq !== void 0 && event.type.startsWith("message.")) {
			if (event.seq <= (this.#cursor ?? 0)) return;
			this.#cursor = event.seq;
		}
		this.#print(event);
	}
	/** Says who came and went; one's own coming is no news. */
	presence(change) {
		const others = {
			...change,
			joined: change.joined.filter(({ user }) => user.id !== this.#own?.id)
		};
		for (const { user } of change.joined) this.#people.set(user.id, user.handle);
		for (const line of this.#printer.presence(others, this.#people)) this.#screen.say(line);
		for (const id of change.left) this.#people.delete(id);
	}
	#print(event) {
		if (event.replay && this.#isTooOld(event)) return;
		const line = this.#printer.line(event, this.#own?.handle ?? void 0);
		if (line !== void 0) this.#screen.print(line);
	}
	#isTooOld(event) {
		const since = this.#since;
		return since !== void 0 && "time" in since && Date.parse(event.data.at) < since.time;
	}
};
/** A message of a page as the event that a replay would give: one form for all. */
function asEvent(room, data) {
	return {
		type: "message.created",
		room,
		seq: data.version,
		at: data.at,
		replay: true,
		data
	};
}

// apps/lite/src/client/conversation.ts
/** How long the end of stdin waits for the last acknowledgements. */
const LAST_ACKS = 1e4;
/** A connection that comes back this soon is not worth a word. */
const OFFLINE_AFTER = 2e3;
const HELP$1 = `/who  who is here    /quit  leave    //text  a message that begins with a slash`;
/** One room, from entering to leaving: what is typed goes out once, what is said is printed once. */
var Conversation = class {
	#options;
	#screen;
	#transcript;
	#session;
	#outbox;
	/** The client's lasting name: over reconnects, a message sent again is known by it. */
	#client = randomUUID();
	#password;
	#room;
	#epoch;
	/** The greatest number that was given to a message of ours. */
	#stored = 0;
	#isLive = false;
	#wasConnected = false;
	#isEnding = false;
	#failure;
	#offlineNotice;
	#welcome;
	#end = () => void 0;
	constructor(options, screen, printer) {
		this.#options = options;
		this.#screen = screen;
		this.#transcript = new Transcript(screen, printer, options.since);
		this.#room = options.room;
		this.#password = options.password;
		this.#session = new Session({ transport: this.#transport() });
		this.#outbox = new Outbox({
			storage: memoryStorage(),
			send: (item) => this.#send(item)
		});
	}
	/** Talks until it is over; resolves with the exit code. */
	async run() {
		const ended = new Promise((resolve) => {
			this.#end = resolve;
		});
		if (this.#options.asksPassword) this.#password ??= await this.#screen.ask("Room password: ");
		this.#session.onState((state) => this.#state(state));
		this.#session.onEvent((event) => this.#event(event));
		this.#outbox.onChange(() => this.#outboxChanged());
		this.#outbox.onStored((_item, { seq }) => {
			this.#stored = Math.max(this.#stored, seq);
		});
		this.#session.start();
		const code = await ended;
		clearTimeout(this.#offlineNotice);
		this.#session.close();
		this.#screen.close();
		return code;
	}
	#transport() {
		return link({
			address: () => this.#address(),
			entered: (reply) => this.#answered(reply),
			refused: (problem, status, isRoomLocked) => this.#refused(problem, status, isRoomLocked),
			trace: (direction, text) => {
				if (this.#options.isDebug) process.stderr.write(`${direction} ${plain(text)}\n`);
			}
		});
	}
	#address() {
		return addressOf(this.#options, {
			client: this.#client,
			password: this.#password,
			from: this.#from()
		});
	}
	/** From where to enter: behind what was seen, or as the options say. */
	#from() {
		const { cursor } = this.#transcript;
		if (cursor !== void 0 && this.#epoch !== void 0) return {
			after: String(cursor),
			epoch: this.#epoch
		};
		const { since, history } = this.#options;
		if (since !== void 0) return { after: String("seq" in since ? since.seq : 0) };
		return history === void 0 ? {} : { history: String(history) };
	}
	async #refused(problem, status, isRoomLocked) {
		if (isRoomLocked) return this.#locked(problem);
		if (problem !== void 0 && status < 500 && status !== 429) return this.#giveUp(problem);
		if (this.#wasConnected) return;
		const why = problem ? plain(problem.detail) : "nobody answers";
		this.#screen.say(`Cannot reach ${this.#options.server.href}: ${why}`);
		this.#end(problem?.status === 429 ? EXIT.rateLimited : EXIT.unreachable);
	}
	async #locked(problem) {
		if (this.#password !== void 0) this.#screen.say("That room password is not right.");
		const answer = await this.#screen.ask(`Password for ${plain(this.#options.room)}: `);
		if (answer === void 0) {
			this.#screen.say(problem?.detail ? plain(problem.detail) : "This room needs a password.");
			return this.#end(EXIT.roomPassword);
		}
		this.#password = answer;
		this.#session.start();
	}
	#giveUp(problem) {
		this.#screen.say(plain(problem.detail));
		for (const { pointer, code } of problem.errors ?? []) this.#screen.say(`  ${plain(pointer)}: ${code}`);
		this.#end(exitCodeOf(problem));
	}
	/** The answer to the entering: by the URL, or again by command with a password. */
	#answered(reply) {
		if (reply.ok) return this.#entered(reply.data);
		if (reply.problem.code.startsWith("room_password")) this.#enterWithPassword(reply.problem);
		else this.#giveUp(reply.problem);
	}
	/** The full server's locked rooms: members come in without, others are asked. */
	async #enterWithPassword(problem) {
		const password = problem.code === "room_password_wrong" || this.#password === void 0 ? await this.#screen.ask(`Password for ${plain(this.#options.room)}: `) : this.#password;
		if (password === void 0) return this.#giveUp(problem);
		this.#password = password;
		const { after, history, epoch } = this.#from();
		const data = {
			room: this.#options.room,
			password,
			...after !== void 0 && {
				after: Number(after),
				epoch
			},
			...history !== void 0 && { history: Number(history) }
		};
		await this.#session.command("room.enter", data).then((entered) => this.#entered(entered), (error) => {
			if (error.toJSON) this.#answered({
				re: null,
				ok: false,
				problem: error.toJSON()
			});
		});
	}
	#entered(reply) {
		const isFirst = this.#transcript.cursor === void 0;
		this.#room = reply.room;
		this.#epoch = reply.epoch;
		this.#transcript.entered(reply.present);
		if (isFirst) this.#greet(reply);
		else if (reply.reset !== void 0) this.#screen.say("This room was set back: what follows is what it holds now.");
		this.#transcript.page(reply.room, reply.messages ?? []);
		if (reply.replay) this.#transcript.reached(0);
		else this.#live(reply.seq);
		this.#outbox.online();
	}
	#greet({ room, count }) {
		const user = this.#welcome?.user;
		const as = user ? ` as ${plain(user.handle ?? "")} (id ${user.id.slice(0, 4)})` : "";
		const name = plain(this.#options.room || room);
		this.#screen.say(`Connected to ${this.#options.server.origin}${as}. ${count} here in #${name}.`);
		if (isReadOnly()) return;
		this.#screen.read((line) => this.#line(line), () => this.#inputEnded());
	}
	#live(seq) {
		this.#isLive = true;
		this.#transcript.reached(seq);
		this.#maybeEnd();
	}
	#event(event) {
		if (event.type === "session.welcome") this.#greeted(event.data);
		if (event.type === "presence.changed") this.#transcript.presence(event.data);
		if (event.type === "notice" || event.room === this.#room) this.#show(event);
		if (event.type === "room.synced") this.#live(event.seq ?? 0);
		if (event.type === "room.removed") this.#giveUp({
			code: "not_found",
			status: 404,
			detail: "The room is closed to you."
		});
	}
	#greeted(welcome) {
		this.#welcome = welcome;
		this.#transcript.become(welcome.user);
	}
	#show(event) {
		this.#transcript.show(event);
		this.#maybeEnd();
	}
	#line(line) {
		if (process.stdin.isTTY && line.startsWith("/") && !line.startsWith("//")) return this.#command(line);
		const body = process.stdin.isTTY && line.startsWith("//") ? line.slice(1) : line;
		if (body.trim() === "") return;
		const { name } = this.#session.state;
		if (name !== "connected") this.#screen.say(`… waiting for the connection: ${plain(body)}`);
		this.#outbox.add({
			clientId: randomUUID(),
			room: this.#room,
			body,
			createdAt: Date.now()
		});
	}
	#command(line) {
		const [word] = line.split(" ");
		if (word === "/quit") this.#inputEnded();
		else if (word === "/who") this.#screen.say(this.#transcript.names.map(plain).join(", "));
		else if (word === "/help") this.#screen.say(HELP$1);
		else this.#screen.say(`No ${plain(word ?? "")}. ${HELP$1}`);
	}
	#send({ clientId, body }) {
		return this.#session.command("message.send", {
			room: this.#room,
			clientId,
			body
		});
	}
	#outboxChanged() {
		for (const { state, problem, clientId, body } of this.#outbox.items) {
			if (state !== "failed" || problem === void 0) continue;
			this.#failure = problem;
			this.#outbox.discard(clientId);
			return this.#screen.say(`! not sent: ${plain(body.slice(0, 80))}: ${plain(problem.detail)}`);
		}
		this.#maybeEnd();
	}
	#inputEnded() {
		if (this.#options.follows && !process.stdin.isTTY) return;
		this.#isEnding = true;
		setTimeout(() => this.#endNow(), LAST_ACKS);
		this.#maybeEnd();
	}
	/** Over when all was said, acknowledged, and printed: one's own come back like everyone's. */
	#maybeEnd() {
		const isPrinted = this.#isLive && (this.#transcript.cursor ?? 0) >= this.#stored;
		if (this.#isEnding && isPrinted && this.#outbox.items.length === 0) this.#endNow();
	}
	#endNow() {
		const unsent = this.#outbox.items;
		for (const { body } of unsent) this.#screen.say(`! not sent: ${plain(body)}`);
		if (unsent.length > 0) this.#end(EXIT.unreachable);
		else this.#end(this.#failure ? exitCodeOf(this.#failure) : EXIT.done);
	}
	#state(state) {
		clearTimeout(this.#offlineNotice);
		if (state.name === "connected") this.#wasConnected = true;
		else {
			this.#isLive = false;
			this.#outbox.offline();
		}
		if (state.name === "offline" && this.#wasConnected) this.#offline();
		if (state.name === "closed" && state.reason !== "asked" && this.#welcome) this.#stopped(state.reason);
	}
	#offline() {
		this.#offlineNotice = setTimeout(() => {
			this.#screen.say("Reconnecting. What you write waits here.");
		}, OFFLINE_AFTER);
	}
	#stopped(reason) {
		this.#screen.say(reason === "too-old" ? "This client is too old for the server." : "You were signed out.");
		this.#end(EXIT.signIn);
	}
};

// apps/lite/src/version.ts
/** The version that the lite programs tell. A test keeps it equal to the package's. */
const VERSION = "0.1.0";

// apps/lite/src/client/options.ts
const HELP = `Usage: node client.js <room-name> [options]

  node client.js general
  tail -f app.log | node client.js ops --nick logbot
  node client.js general --json --no-history | jq -r .data.body

Options
  -s, --server <url>       default $PARLOR_SERVER, config, http://localhost:8080
  -n, --nick <name>        nickname for this session, default $PARLOR_NICK, your login name
      --password           ask for the room's password; who opens a new room sets it
      --password-file <f>  the room's password from a file, "-" for the first line of stdin
      --token-file <f>     access token of the full server, from a file
      --json  --plain  --line  --follow  --quiet
      --since <when>       a number (seq), a time (2026-11-20T10:00Z) or an age (90s, 15m, 1h, 2d)
      --limit <n>          the newest n messages first, up to 200
      --no-history         only what is said from now on
      --color <auto|always|never>  --no-color
      --no-input           never ask
      --debug              the protocol on stderr, secrets masked
  -h, --help   -V, --version

On a terminal: type a line and press Enter. /help lists what else there is.
In a pipe: each line of stdin is a message, each line of stdout one too: time, room, name, seq, text.
Exit codes: 0 done, 2 usage, 3 unreachable or unsent, 4 sign-in, 5 no such room, 6 room password, 7 rate, 9 not valid
`;
const FLAGS = {
	server: {
		type: "string",
		short: "s"
	},
	nick: {
		type: "string",
		short: "n"
	},
	password: { type: "boolean" },
	"password-file": { type: "string" },
	"token-file": { type: "string" },
	json: { type: "boolean" },
	plain: { type: "boolean" },
	line: { type: "boolean" },
	follow: { type: "boolean" },
	quiet: { type: "boolean" },
	since: { type: "string" },
	limit: { type: "string" },
	"no-history": { type: "boolean" },
	color: { type: "string" },
	"no-color": { type: "boolean" },
	"no-input": { type: "boolean" },
	debug: { type: "boolean" },
	help: {
		type: "boolean",
		short: "h"
	},
	version: {
		type: "boolean",
		short: "V"
	}
};
/** Reads the flags, then the environment, then the configuration files; the first that says something wins. */
function readOptions(args, environment) {
	try {
		const { values, positionals } = parseArgs({
			args: [...args],
			options: FLAGS,
			allowPositionals: true
		});
		if (values.help) return {
			print: HELP,
			code: 0
		};
		if (values.version) return {
			print: `parlor lite ${VERSION}\n`,
			code: 0
		};
		const [room, ...more] = positionals;
		if (room === void 0 || room === "") throw new Error("Which room? Usage: node client.js <room-name> [options]");
		if (more.length > 0) throw new Error(`One room at a time: ${more.join(" ")} is too much.`);
		return { run: choose(room, values, environment) };
	} catch (error) {
		return {
			print: `${error instanceof Error ? error.message : String(error)}\nSee node client.js --help\n`,
			code: 2
		};
	}
}
function choose(room, values, environment) {
	const config = readConfig(environment);
	return {
		room,
		server: serverUrl(values.server ?? environment.PARLOR_SERVER ?? config.server ?? "http://localhost:8080"),
		nick: values.nick ?? environment.PARLOR_NICK ?? config.nick ?? loginName(),
		token: secret(values["token-file"]) ?? environment.PARLOR_TOKEN,
		password: secret(values["password-file"]) ?? environment.PARLOR_ROOM_PASSWORD,
		since: values.since === void 0 ? void 0 : sinceOf(values.since),
		history: values["no-history"] ? 0 : values.limit === void 0 ? void 0 : limitOf(values.limit),
		asksPassword: values.password ?? false,
		isJson: values.json ?? false,
		isPlain: values.plain ?? false,
		follows: values.follow ?? false,
		isQuiet: values.quiet ?? false,
		color: values["no-color"] ? "never" : colorOf(values.color ?? "auto"),
		mayAsk: !values["no-input"],
		isDebug: values.debug ?? false
	};
}
function serverUrl(text) {
	const url = URL.canParse(text) ? new URL(text) : void 0;
	if (url && /^(https?|wss?):$/.test(url.protocol) && !url.username && !url.password) return url;
	throw new Error(`--server: ${JSON.stringify(text)} is not an http(s) address without credentials`);
}
function sinceOf(text) {
	if (/^\d{1,15}$/.test(text)) return { seq: Number(text) };
	const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
	const seconds = {
		s: 1,
		m: 60,
		h: 3600,
		d: 86400
	}[unit ?? ""];
	if (seconds !== void 0) return { time: Date.now() - Number(amount) * seconds * 1e3 };
	const time = Date.parse(text);
	if (!Number.isNaN(time)) return { time };
	throw new Error(`--since: ${JSON.stringify(text)} is no number, no time and no age like 15m`);
}
function limitOf(text) {
	if (/^\d{1,3}$/.test(text) && Number(text) <= 200) return Number(text);
	throw new Error(`--limit: ${JSON.stringify(text)} is not a whole number from 0 to 200`);
}
function colorOf(text) {
	if (text === "auto" || text === "always" || text === "never") return text;
	throw new Error(`--color: ${JSON.stringify(text)} is none of auto, always, never`);
}
/** A secret is never a flag's value: other users of the machine could read it in the list of processes. */
function secret(path) {
	if (path === void 0) return void 0;
	return readFileSync(path === "-" ? 0 : path, "utf8").split(/\r?\n/)[0];
}
/** `./.parlorrc.json`, then the user's own; a file that is not there says nothing. */
function readConfig(environment) {
	const home = environment.XDG_CONFIG_HOME ?? join(homedir(), ".config");
	const [near, own] = [".parlorrc.json", join(home, "parlor", "config.json")].map(readJson);
	return {
		...own,
		...near
	};
}
function readJson(path) {
	let text;
	try {
		text = readFileSync(path, "utf8");
	} catch {
		return {};
	}
	try {
		return JSON.parse(text);
	} catch {
		throw new Error(`${path} is not JSON`);
	}
}
function loginName() {
	try {
		return userInfo().username;
	} catch {
		return;
	}
}

// apps/lite/src/client/printer.ts
/** Turns events into lines of stdout. Remote text never reaches the terminal as it came. */
var Printer = class {
	#format;
	#hasColor;
	#room;
	constructor(room, format, hasColor) {
		this.#room = room;
		this.#format = format;
		this.#hasColor = hasColor;
	}
	/** The line of an event, or undefined for one that is not shown. */
	line(event, own) {
		if (!(event.type.startsWith("message.") || event.type === "notice")) return void 0;
		if (this.#format === "json") return JSON.stringify(event);
		if (event.type === "notice") return this.#notice(event);
		const message = event.data;
		return this.#format === "plain" ? this.#record(event, message) : this.#people(event, message, own);
	}
	/** Who came and went, for people; one line a change, or none. */
	presence({ joined, left }, names) {
		const time = clock((/* @__PURE__ */ new Date()).toISOString());
		const came = joined.map(({ user }) => `${time} · ${plain(user.handle)} joined`);
		const went = left.flatMap((id) => names.get(id) ?? []).map((name) => `${time} · ${plain(name)} left`);
		return [...came, ...went];
	}
	/** Tab separated: time, room, name, seq, text. Stable, for programs. */
	#record(event, message) {
		const text = event.type === "message.deleted" ? "" : message.body ?? "";
		return [
			event.at ?? message.at,
			this.#room,
			message.author.handle ?? "deleted",
			String(message.seq),
			text
		].map(escaped).join("	");
	}
	#notice({ at, data }) {
		if (this.#format === "plain") return [
			at ?? "",
			this.#room,
			"*",
			"-",
			data.text
		].map(escaped).join("	");
		return `${clock(at ?? (/* @__PURE__ */ new Date()).toISOString())} * ${this.#bold(plain(data.text))}`;
	}
	#people(event, message, own) {
		const name = plain(message.author.handle ?? "deleted").slice(0, 20);
		const indent = " ".repeat(Math.max(14, 6 + name.length + 1));
		const text = plainLines(message.body ?? "").join(`\n${indent}`);
		const mentions = own !== void 0 && new RegExp(`@${literal(own)}\\b`, "i").test(text);
		const mark = {
			"message.updated": " (edited)",
			"message.deleted": "(deleted)"
		}[event.type] ?? "";
		return `${clock(message.at)} ${this.#name(name, message.author.hue)}${text}${mark}${mentions ? "   *" : ""}`;
	}
	#name(name, hue) {
		const padded = `${name.padEnd(7)} `;
		if (!this.#hasColor) return padded;
		return `\u001b[38;5;${PALETTE[Math.floor(hue % 360 / 30)]}m${padded}\u001b[39m`;
	}
	#bold(text) {
		return this.#hasColor ? `\u001b[1m${text}\u001b[22m` : text;
	}
};
/** One of the 256 colours for each twelfth of the hues, readable on dark and on light. */
const PALETTE = [
	167,
	173,
	136,
	142,
	106,
	71,
	72,
	73,
	67,
	68,
	97,
	133
];
/** Time of day, as people here read it. */
function clock(at) {
	return new Date(at).toTimeString().slice(0, 5);
}
function plainLines(text) {
	return text.split(/\r\n|\n|\r/).map(plain);
}
/** Three escapes keep a record on its line and its fields apart; other control characters are taken out. */
function escaped(text) {
	return text.split(/([\\\n\t])/).map((part) => ESCAPES[part] ?? plain(part)).join("");
}
const ESCAPES = {
	"\\": "\\\\",
	"\n": "\\n",
	"	": "\\t"
};
function literal(text) {
	return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

// apps/lite/src/client.ts
const start = readOptions(process.argv.slice(2), process.env);
if ("print" in start) {
	(start.code === 0 ? process.stdout : process.stderr).write(start.print);
	process.exitCode = start.code;
} else await talk(start.run);
async function talk(options) {
	process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? 0 : 1));
	process.on("SIGINT", () => leave(EXIT.interrupted));
	process.on("SIGTERM", () => leave(EXIT.terminated));
	process.on("SIGHUP", () => leave(EXIT.terminated));
	const isForPeople = process.stdout.isTTY && !options.isPlain;
	const format = options.isJson ? "json" : isForPeople ? "people" : "plain";
	const screen = screenOf(options.isQuiet, options.mayAsk);
	const leave = (code) => {
		screen.close();
		process.exit(code);
	};
	const code = await new Conversation(options, screen, new Printer(options.room, format, hasColor(options))).run();
	process.stdout.write("", () => process.exit(code));
}
function hasColor({ color }) {
	const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
	if (color !== "auto") return color === "always";
	if (NO_COLOR) return false;
	return FORCE_COLOR !== void 0 || process.stdout.isTTY && TERM !== "dumb";
}

export {  };
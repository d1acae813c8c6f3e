import { randomUUID } from 'node:crypto';
import { memoryStorage, Outbox, type OutboxItem, Session, type SessionState } from '@parlor/client';
import type { EnteredRoom, Event, EventData, ProblemBody, Reply, Welcome } from '@parlor/protocol';
import { plain } from '../terminal.ts';
import { addressOf } from './address.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { type Address, link } from './link.ts';
import type { ClientOptions } from './options.ts';
import type { Printer } from './printer.ts';
import { isReadOnly, type Screen } from './screen.ts';
import { Transcript } from './transcript.ts';

/** How long the end of stdin waits for the last acknowledgements. */
const LAST_ACKS = 10_000;
/** A connection that comes back this soon is not worth a word. */
const OFFLINE_AFTER = 2_000;

const HELP = `/who  who is here    /quit  leave    //text  a message that begins with a slash`;

/** One room, from entering to leaving: what is typed goes out once, what is said is printed once. */
export class Conversation {
  readonly #options: ClientOptions;
  readonly #screen: Screen;
  readonly #transcript: Transcript;
  readonly #session: Session;
  readonly #outbox: Outbox;
  /** The client's lasting name: over reconnects, a message sent again is known by it. */
  readonly #client = randomUUID();
  #password: string | undefined;
  #room: string;
  #epoch: string | undefined;
  /** The greatest number that was given to a message of ours. */
  #stored = 0;
  #isLive = false;
  #wasConnected = false;
  #isEnding = false;
  #failure: ProblemBody | undefined;
  #offlineNotice: NodeJS.Timeout | undefined;
  #welcome: Welcome | undefined;
  #end: (code: ExitCode) => void = () => undefined;

  constructor(options: ClientOptions, screen: Screen, printer: Printer) {
    this.#options = options;
    this.#screen = screen;
    this.#transcript = new Transcript(screen, printer, options.since);
    this.#room = options.room;
    this.#password = options.password;
    this.#session = new Session({ transport: this.#transport() });
    this.#outbox = new Outbox({ storage: memoryStorage(), send: (item) => this.#send(item) });
  }

  /** Talks until it is over; resolves with the exit code. */
  async run(): Promise<ExitCode> {
    const ended = new Promise<ExitCode>((resolve) => {
      this.#end = resolve;
    });
    if (this.#options.asksPassword) this.#password ??= await this.#screen.ask('Room password: ');
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
      },
    });
  }

  #address(): Address {
    return addressOf(this.#options, {
      client: this.#client,
      password: this.#password,
      from: this.#from(),
    });
  }

  /** From where to enter: behind what was seen, or as the options say. */
  #from(): Record<string, string> {
    const { cursor } = this.#transcript;
    if (cursor !== undefined && this.#epoch !== undefined) {
      return { after: String(cursor), epoch: this.#epoch };
    }
    const { since, history } = this.#options;
    if (since !== undefined) return { after: String('seq' in since ? since.seq : 0) };
    return history === undefined ? {} : { history: String(history) };
  }

  async #refused(problem: ProblemBody | undefined, status: number, isRoomLocked: boolean): Promise<void> {
    if (isRoomLocked) return this.#locked(problem);
    if (problem !== undefined && status < 500 && status !== 429) return this.#giveUp(problem);
    if (this.#wasConnected) return;
    const why = problem ? plain(problem.detail) : 'nobody answers';
    this.#screen.say(`Cannot reach ${this.#options.server.href}: ${why}`);
    this.#end(problem?.status === 429 ? EXIT.rateLimited : EXIT.unreachable);
  }

  async #locked(problem: ProblemBody | undefined): Promise<void> {
    if (this.#password !== undefined) this.#screen.say('That room password is not right.');
    const answer = await this.#screen.ask(`Password for ${plain(this.#options.room)}: `);
    if (answer === undefined) {
      this.#screen.say(problem?.detail ? plain(problem.detail) : 'This room needs a password.');
      return this.#end(EXIT.roomPassword);
    }
    this.#password = answer;
    this.#session.start();
  }

  #giveUp(problem: ProblemBody): void {
    this.#screen.say(plain(problem.detail));
    for (const { pointer, code } of problem.errors ?? []) this.#screen.say(`  ${plain(pointer)}: ${code}`);
    this.#end(exitCodeOf(problem));
  }

  /** The answer to the entering: by the URL, or again by command with a password. */
  #answered(reply: Reply): void {
    if (reply.ok) return this.#entered(reply.data as EnteredRoom);
    if (reply.problem.code.startsWith('room_password')) void this.#enterWithPassword(reply.problem);
    else this.#giveUp(reply.problem);
  }

  /** The full server's locked rooms: members come in without, others are asked. */
  async #enterWithPassword(problem: ProblemBody): Promise<void> {
    const isWrong = problem.code === 'room_password_wrong';
    const asked = isWrong || this.#password === undefined;
    const password = asked
      ? await this.#screen.ask(`Password for ${plain(this.#options.room)}: `)
      : this.#password;
    if (password === undefined) return this.#giveUp(problem);
    this.#password = password;
    const { after, history, epoch } = this.#from();
    const data = {
      room: this.#options.room,
      password,
      ...(after !== undefined && { after: Number(after), epoch }),
      ...(history !== undefined && { history: Number(history) }),
    };
    await this.#session.command('room.enter', data).then(
      (entered) => this.#entered(entered),
      (error: { toJSON?: () => ProblemBody }) => {
        if (error.toJSON) this.#answered({ re: null, ok: false, problem: error.toJSON() });
      },
    );
  }

  #entered(reply: EnteredRoom): void {
    const isFirst = this.#transcript.cursor === undefined;
    this.#room = reply.room;
    this.#epoch = reply.epoch;
    this.#transcript.entered(reply.present);
    if (isFirst) this.#greet(reply);
    else if (reply.reset !== undefined)
      this.#screen.say('This room was set back: what follows is what it holds now.');
    this.#transcript.page(reply.room, reply.messages ?? []);
    if (reply.replay) this.#transcript.reached(0);
    else this.#live(reply.seq);
    this.#outbox.online();
  }

  #greet({ room, count }: EnteredRoom): void {
    const user = this.#welcome?.user;
    const as = user ? ` as ${plain(user.handle ?? '')} (id ${user.id.slice(0, 4)})` : '';
    const name = plain(this.#options.room || room);
    this.#screen.say(`Connected to ${this.#options.server.origin}${as}. ${count} here in #${name}.`);
    if (isReadOnly()) return;
    this.#screen.read(
      (line) => this.#line(line),
      () => this.#inputEnded(),
    );
  }

  #live(seq: number): void {
    this.#isLive = true;
    this.#transcript.reached(seq);
    this.#maybeEnd();
  }

  #event(event: Event): void {
    if (event.type === 'session.welcome') this.#greeted(event.data as Welcome);
    if (event.type === 'presence.changed')
      this.#transcript.presence(event.data as EventData['presence.changed']);
    if (event.type === 'notice' || event.room === this.#room) this.#show(event);
    if (event.type === 'room.synced') this.#live(event.seq ?? 0);
    if (event.type === 'room.removed')
      this.#giveUp({ code: 'not_found', status: 404, detail: 'The room is closed to you.' });
  }

  #greeted(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#transcript.become(welcome.user);
  }

  #show(event: Event): void {
    this.#transcript.show(event);
    this.#maybeEnd();
  }

  #line(line: string): void {
    // A pipe's lines are messages, whatever they look like.
    const command = process.stdin.isTTY && line.startsWith('/') && !line.startsWith('//');
    if (command) return this.#command(line);
    const body = process.stdin.isTTY && line.startsWith('//') ? line.slice(1) : line;
    if (body.trim() === '') return;
    const { name } = this.#session.state;
    if (name !== 'connected') this.#screen.say(`… waiting for the connection: ${plain(body)}`);
    void this.#outbox.add({ clientId: randomUUID(), room: this.#room, body, createdAt: Date.now() });
  }

  #command(line: string): void {
    const [word] = line.split(' ');
    if (word === '/quit') this.#inputEnded();
    else if (word === '/who') this.#screen.say(this.#transcript.names.map(plain).join(', '));
    else if (word === '/help') this.#screen.say(HELP);
    else this.#screen.say(`No ${plain(word ?? '')}. ${HELP}`);
  }

  #send({ clientId, body }: OutboxItem) {
    return this.#session.command('message.send', { room: this.#room, clientId, body });
  }

  #outboxChanged(): void {
    for (const { state, problem, clientId, body } of this.#outbox.items) {
      if (state !== 'failed' || problem === undefined) continue;
      this.#failure = problem;
      this.#outbox.discard(clientId);
      return this.#screen.say(`! not sent: ${plain(body.slice(0, 80))}: ${plain(problem.detail)}`);
    }
    this.#maybeEnd();
  }

  #inputEnded(): void {
    if (this.#options.follows && !process.stdin.isTTY) return;
    this.#isEnding = true;
    setTimeout(() => this.#endNow(), LAST_ACKS);
    this.#maybeEnd();
  }

  /** Over when all was said, acknowledged, and printed: one's own come back like everyone's. */
  #maybeEnd(): void {
    const isPrinted = this.#isLive && (this.#transcript.cursor ?? 0) >= this.#stored;
    if (this.#isEnding && isPrinted && this.#outbox.items.length === 0) this.#endNow();
  }

  #endNow(): void {
    const unsent = this.#outbox.items;
    for (const { body } of unsent) this.#screen.say(`! not sent: ${plain(body)}`);
    if (unsent.length > 0) this.#end(EXIT.unreachable);
    else this.#end(this.#failure ? exitCodeOf(this.#failure) : EXIT.done);
  }

  #state(state: SessionState): void {
    clearTimeout(this.#offlineNotice);
    if (state.name === 'connected') this.#wasConnected = true;
    else {
      this.#isLive = false;
      this.#outbox.offline();
    }
    if (state.name === 'offline' && this.#wasConnected) this.#offline();
    if (state.name === 'closed' && state.reason !== 'asked' && this.#welcome) this.#stopped(state.reason);
  }

  #offline(): void {
    this.#offlineNotice = setTimeout(() => {
      this.#screen.say('Reconnecting. What you write waits here.');
    }, OFFLINE_AFTER);
  }

  #stopped(reason: string): void {
    this.#screen.say(
      reason === 'too-old' ? 'This client is too old for the server.' : 'You were signed out.',
    );
    this.#end(EXIT.signIn);
  }
}

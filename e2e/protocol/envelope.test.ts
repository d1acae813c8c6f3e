import { expect } from 'vitest';
import type { AnyReply, RawPeer } from '../support/peer.ts';
import { chapter, type Stage } from './cases.ts';

chapter('the envelope', { over: 'websocket' }, (add) => {
  for (const [what, text] of [
    ['text that is not JSON', '{"type":'],
    ['empty text', ''],
    ['a number', '42'],
    ['null', 'null'],
    ['an array', '[{"type":"ping"}]'],
    ['a string', '"ping"'],
    ['an object without a type', '{"id":"x"}'],
    ['a type that is no string', '{"type":7,"id":"x"}'],
    ['an empty id', '{"type":"ping","id":""}'],
    ['an id of 65 characters', `{"type":"ping","id":"${'x'.repeat(65)}"}`],
    ['an id that is no string', '{"type":"ping","id":1}'],
  ] as const) {
    add('both', `answers ${what} with invalid_input 400 and lives on`, async (stage) => {
      const peer = await enter(stage);
      peer.sendText(text);
      expect(problemOf(await peer.reply(null))).toMatchObject({ code: 'invalid_input', status: 400 });
      expect(await peer.ask('ping')).toEqual({});
      await peer.leave();
    });
  }

  add('both', 'answers an unknown command with unknown_command, inherited names too', async (stage) => {
    const peer = await enter(stage);
    for (const type of ['nonsense', '', 'toString', '__proto__', 'constructor', 'message.sent']) {
      expect(await peer.refused(type)).toMatchObject({ code: 'unknown_command', status: 400 });
    }
    await peer.leave();
  });

  add('both', 'answers a command without an id only when it fails', async (stage) => {
    const peer = await enter(stage);
    peer.post('ping');
    peer.post('nonsense');
    expect(problemOf(await peer.reply(null))).toMatchObject({ code: 'unknown_command' });
    await peer.ask('ping');
    expect(peer.received.filter((frame) => 'ok' in frame && frame.re === null)).toHaveLength(1);
    await peer.leave();
  });

  add('both', 'ignores fields it does not know', async (stage) => {
    const peer = await enter(stage);
    peer.sendText('{"type":"ping","id":"p","data":{"extra":1},"room":"?","seq":9,"__proto__":{"ok":1}}');
    expect(await peer.reply('p')).toEqual({ re: 'p', ok: true, data: {} });
    await peer.leave();
  });

  add('both', 'takes a missing data for an empty one', async (stage) => {
    const peer = await enter(stage);
    peer.sendText('{"type":"ping","id":"p"}');
    expect(await peer.reply('p')).toMatchObject({ ok: true });
    peer.sendText('{"type":"ping","id":"q","data":[]}');
    expect(problemOf(await peer.reply('q'))).toMatchObject({ code: 'invalid_input', status: 422 });
    await peer.leave();
  });

  add('both', 'closes a binary frame with 1003', async (stage) => {
    const peer = await enter(stage);
    peer.sendBinary(Buffer.from('{"type":"ping","id":"p"}'));
    expect(await peer.closed()).toMatchObject({ code: 1003 });
  });

  add(
    'both',
    'closes a frame over 65,536 bytes with 1009, and takes one of just that size',
    async (stage) => {
      const peer = await enter(stage);
      const frame = JSON.stringify({ type: 'ping', id: 'p', filler: '' });
      peer.sendText(JSON.stringify({ type: 'ping', id: 'p', filler: 'x'.repeat(65_536 - frame.length) }));
      expect(await peer.reply('p')).toMatchObject({ ok: true });
      peer.sendText('x'.repeat(65_537));
      expect(await peer.closed()).toMatchObject({ code: 1009 });
    },
  );

  add(
    'both',
    'answers every one of 300 pipelined commands, though 256 is where it stops reading',
    async (stage) => {
      const peer = await enter(stage);
      const replies = await Promise.all(Array.from({ length: 300 }, () => peer.command('ping')));
      expect(replies.filter((reply) => reply.ok)).toHaveLength(300);
      await peer.leave();
    },
  );
});

async function enter(stage: Stage): Promise<RawPeer> {
  const { peer } = await stage.enter(await stage.person('ada'), await stage.room());
  return peer as RawPeer;
}

function problemOf(reply: AnyReply) {
  if (reply.ok) throw new Error(`accepted: ${JSON.stringify(reply)}`);
  return reply.problem;
}

import type { Server } from 'node:http';
import { HANDSHAKE_SERVER_OPTIONS } from '@parlor/websocket';
import { expect, test } from 'vitest';
import { TestApp } from '../../../../e2e/support/app.ts';

test('check 7: a peer has 10 s from its connect to say its whole request', async () => {
  const server = await TestApp.start();
  try {
    const { headersTimeout } = server.app.getHttpServer() as Server;
    expect(headersTimeout).toBe(HANDSHAKE_SERVER_OPTIONS.headersTimeout);
  } finally {
    await server.close();
  }
});

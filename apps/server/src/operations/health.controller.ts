import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Operation } from '../http/operation.ts';
import { LoopLag } from './loop-lag.ts';
import { Readiness } from './readiness.ts';

const MOST_LAG_MS = 5_000;
const LOCAL = /^(127\.|::1$|::ffff:127\.)/;

/** For those who watch over the process; told in plain words, without a sign-in. */
@Controller()
export class HealthController {
  readonly #readiness: Readiness;
  readonly #lag: LoopLag;

  constructor(readiness: Readiness, lag: LoopLag) {
    this.#readiness = readiness;
    this.#lag = lag;
  }

  @Get('livez')
  @Operation({
    summary: 'Whether the process lives',
    description: '503 when the event loop is more than five seconds late: restart it.',
    access: 'unlimited',
  })
  live(@Res({ passthrough: true }) reply: FastifyReply): string {
    const isLate = this.#lag.ms > MOST_LAG_MS;
    return tell(reply, isLate ? 503 : 200, isLate ? 'late' : 'ok');
  }

  @Get('readyz')
  @Operation({
    summary: 'Whether to send requests here',
    description:
      '503 while the store is away or the server is stopping. `?verbose` lists the checks, on the same machine.',
    access: 'unlimited',
  })
  ready(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('verbose') verbose?: unknown,
  ): Promise<string> {
    return this.#tellReady(request, reply, verbose === undefined ? 'a word' : 'the checks');
  }

  @Get('healthz')
  @Operation({
    summary: 'As `/readyz`',
    description: 'By the name that other tools know it by.',
    access: 'unlimited',
  })
  healthy(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('verbose') verbose?: unknown,
  ): Promise<string> {
    return this.#tellReady(request, reply, verbose === undefined ? 'a word' : 'the checks');
  }

  async #tellReady(
    request: FastifyRequest,
    reply: FastifyReply,
    what: 'a word' | 'the checks',
  ): Promise<string> {
    const { ready, checks } = await this.#readiness.look();
    const lines = Object.entries(checks).map(([name, result]) => `${name} ${result}`);
    const isLocal = LOCAL.test(request.ip) && request.headers['x-forwarded-for'] === undefined;
    const word = ready ? 'ok' : 'not ready';
    return tell(
      reply,
      ready ? 200 : 503,
      what === 'the checks' && isLocal ? [word, ...lines].join('\n') : word,
    );
  }
}

function tell(reply: FastifyReply, status: number, text: string): string {
  reply
    .status(status)
    .header('content-type', 'text/plain; charset=utf-8')
    .header('cache-control', 'no-store');
  return `${text}\n`;
}

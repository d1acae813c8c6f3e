import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import fastifyCookie from '@fastify/cookie';
import { StandardSchemaSerializerInterceptor } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SessionsService } from './accounts/sessions.service.ts';
import { AppModule, type AppParts } from './app.module.ts';
import { AllowedMethods } from './http/allowed-methods.ts';
import { ConditionalInterceptor } from './http/conditional.interceptor.ts';
import { ContractPipe } from './http/contract.pipe.ts';
import { addHeaders, fastifyOptions, logRequests } from './http/fastify.ts';
import { IdempotencyInterceptor } from './http/idempotency.interceptor.ts';
import { IdempotencyKeysRepository } from './http/idempotency-keys.repository.ts';
import { LinksInterceptor } from './http/links.interceptor.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { serveProblemPages } from './http/problem-pages.ts';
import { RateLimits } from './http/rate-limits.ts';
import { AnswerSeal } from './http/sealed-answer.ts';
import { tellLimits } from './http/tell-limits.ts';
import { Live } from './live.ts';
import { serveDocs } from './openapi/serve-docs.ts';
import { nestLogger } from './operations/nest-logger.ts';
import { RoomsService } from './rooms/rooms.service.ts';
import { serveWeb } from './web/serve-web.ts';

/** Where the page's build leaves it, seen from the source and from the built server alike. */
const WEB_ROOT = fileURLToPath(new URL('../../web/out', import.meta.url));

/** Builds the application on its parts; it listens when `listen` is called. */
export async function createApp(parts: AppParts): Promise<NestFastifyApplication> {
  const { config, logger } = parts;
  const filter = new ProblemFilter({ logger, baseUrl: config.baseUrl });
  const adapter = new FastifyAdapter(
    fastifyOptions({ config, answerFailure: (...failure) => filter.answer(...failure) }),
  );
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(parts), adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  addHeaders(fastify);
  tellLimits(fastify, app.get(RateLimits));
  const methods = new AllowedMethods(fastify);
  if (config.logLevel === 'debug') logRequests(fastify, logger);
  await app.register(fastifyCookie);
  app.useGlobalFilters(filter);
  app.useGlobalPipes(new ContractPipe());
  app.useGlobalInterceptors(
    new ConditionalInterceptor(fastify),
    new LinksInterceptor(),
    new IdempotencyInterceptor(idempotencyParts(parts)),
    // The innermost: the others see what is sent, without a field that the schema does not name.
    new StandardSchemaSerializerInterceptor(app.get(Reflector)),
  );
  if (config.corsOrigins.length > 0) app.enableCors(corsOptions(config.corsOrigins));
  serveProblemPages(fastify);
  serveDocs(fastify, app);
  await serveWeb(fastify, parts.webRoot ?? WEB_ROOT);
  await app.init();
  methods.serve();
  app.get(Live).attach(app.getHttpServer());
  await app.get(RoomsService).makePredefined(config.rooms);
  app.get(SessionsService).startSweeping();
  return app;
}

function idempotencyParts({ database, secretKey, now }: AppParts) {
  return { keys: new IdempotencyKeysRepository(database), seal: new AnswerSeal(secretKey), now };
}

function corsOptions(origins: readonly string[]) {
  return {
    origin: [...origins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'x-request-id',
    ],
    exposedHeaders: [
      'etag',
      'idempotency-replayed',
      'link',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'x-request-id',
    ],
    maxAge: 600,
  };
}

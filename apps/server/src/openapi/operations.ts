import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { OPERATION, type OperationDescription } from '../http/operation.ts';

/** A method of a controller, with what is said of it. */
export interface DescribedMethod {
  readonly controller: Type;
  readonly method: string;
  readonly description: OperationDescription;
  /** Its name in the documents. */
  readonly id: string;
}

/** Every operation that the application has: what the documents are made of. */
export function operationsOf(app: INestApplication): DescribedMethod[] {
  const modules = [...app.get(ModulesContainer).values()];
  return modules.flatMap((module) =>
    [...module.controllers.values()].flatMap(({ metatype }) => methodsOf(metatype as Type)),
  );
}

function methodsOf(controller: Type): DescribedMethod[] {
  const prototype = controller.prototype as Readonly<Record<string, unknown>>;
  return Object.getOwnPropertyNames(prototype).flatMap((method) => {
    const handler = prototype[method];
    if (typeof handler !== 'function') return [];
    const description = Reflect.getMetadata(OPERATION, handler) as OperationDescription | undefined;
    const noun = controller.name.replace(/Controller$/, '');
    return description ? [{ controller, method, description, id: `${noun}.${method}` }] : [];
  });
}

import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { fieldErrors } from '@parlor/contract';
import { invalidInput } from '@parlor/protocol';

/** Judges what a controller's arguments are made of by their schema, and hands on what the schema makes of it. */
@Injectable()
export class ContractPipe implements PipeTransform {
  async transform(value: unknown, { schema, type, data }: ArgumentMetadata): Promise<unknown> {
    if (!schema || type === 'custom') return value;
    // A body that is not sent has no fields, which is not the same as being wrong.
    const input = type === 'body' && value === undefined ? {} : value;
    const result = await schema['~standard'].validate(input);
    if (!result.issues) return result.value;
    const at = data ? `/${data}` : '';
    const errors = fieldErrors(result.issues, input);
    throw invalidInput(errors.map((error) => ({ ...error, pointer: at + error.pointer })));
  }
}

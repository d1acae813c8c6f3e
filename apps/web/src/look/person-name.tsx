import { useText } from '../words/use-text.ts';
import { nameHue } from './hue.ts';

interface Named {
  readonly handle: string | null;
  readonly name: string | null;
  readonly hue: number;
}

/** Someone's name in their own hue; isolated, so that a name in another script turns nothing around it. */
export function PersonName({ person, id }: { readonly person: Named; readonly id?: string }) {
  const t = useText();
  const name = person.name ?? t('person.deleted');
  return (
    <bdi className="person-name" style={nameHue(person.hue)} {...(id && { id })}>
      {name}
    </bdi>
  );
}

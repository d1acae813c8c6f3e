import { SetupForm } from '../../accounts/setup-form.tsx';

/** The first account of a new server. */
export default function Page() {
  return <SetupForm />;
}

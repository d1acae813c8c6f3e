import { RegisterForm } from '../../accounts/register-form.tsx';

/** A new account. */
export default function Page() {
  return <RegisterForm />;
}

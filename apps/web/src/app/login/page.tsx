import { LoginForm } from '../../accounts/login-form.tsx';

/** Signing in. */
export default function Page() {
  return <LoginForm />;
}

import { PROBLEMS } from '@parlor/protocol';
import type { FastifyInstance } from 'fastify';
import { escapeHtml, PAGE_POLICY, page } from './page.ts';
import { isProblemCode, PROBLEM_ADVICE } from './problem-advice.ts';
import { problemPath } from './problem-document.ts';

/** Serves the page that a problem's `type` leads to: what it means, and what to do. */
export function serveProblemPages(fastify: FastifyInstance): void {
  fastify.get<{ Params: { code: string } }>('/problems/:code', (request, reply) => {
    const code = request.params.code.replaceAll('-', '_');
    if (!isProblemCode(code)) return reply.callNotFound();
    return reply
      .headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY })
      .send(problemPage(code));
  });
  fastify.get('/problems', (_, reply) => {
    const items = Object.entries(PROBLEMS).map(
      ([code, { title, status }]) =>
        `<li><a href="${problemPath(code)}"><code>${code}</code></a> ${status}: ${escapeHtml(title)}`,
    );
    const body = `<h1>Problems</h1>\n<ul>\n${items.join('\n')}\n</ul>`;
    return reply
      .headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY })
      .send(page('Problems', body));
  });
}

function problemPage(code: keyof typeof PROBLEMS): string {
  const { title, status, retry } = PROBLEMS[code];
  const { cause, cure } = PROBLEM_ADVICE[code];
  const again = retry
    ? 'The same request may succeed later.'
    : 'The same request fails again until something changes.';
  const example = JSON.stringify(
    { type: problemPath(code), title, status, code, detail: '…', instance: '…', requestId: '…' },
    null,
    2,
  );
  return page(
    title,
    `<h1>${escapeHtml(title)}</h1>
<p><code>${code}</code>, HTTP ${status}</p>
<h2>Cause</h2>
<p>${escapeHtml(cause)}</p>
<h2>What to do</h2>
<p>${escapeHtml(cure)} ${again}</p>
<h2>Example</h2>
<pre>${escapeHtml(example)}</pre>
<p><a href="/problems">All problems</a></p>`,
  );
}

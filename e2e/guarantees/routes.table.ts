import { type Row, row } from './columns.ts';

/**
 * Every route and what each person gets (checks 10 and 11 of the threat model).
 *
 * The room is hidden; the message and the person in the path are a plain member's of it; the server's moderator and
 * admin are plain members too: their offices give no way into a room. Columns:
 *
 *   anonymous stranger removed member moderator owner server-moderator admin
 */
export const ROUTES: Readonly<Record<string, Row>> = {
  // Before anyone has signed in, and signing in and out.
  'POST /api/v1/auth/invitation': row('404 404 404 404 404 404 404 404'),
  'POST /api/v1/auth/link': row('401 401 401 401 401 401 401 401'),
  'POST /api/v1/auth/login': row('401 401 401 401 401 401 401 401'),
  'POST /api/v1/auth/logout': row('401 204 204 204 204 204 204 204'),
  'POST /api/v1/auth/refresh': row('401 401 401 401 401 401 401 401'),
  'POST /api/v1/auth/register': row('422 422 422 422 422 422 422 422', { body: {} }),
  'GET /api/v1/auth/sessions': row('401 200 200 200 200 200 200 200'),
  'DELETE /api/v1/auth/sessions': row('401 204 204 204 204 204 204 204'),
  'DELETE /api/v1/auth/sessions/{session}': row('401 404 404 404 404 404 404 404'),
  'GET /api/v1/limits': row('200 200 200 200 200 200 200 200'),
  'GET /api/v1/server': row('200 200 200 200 200 200 200 200'),
  'POST /api/v1/setup': row('409 409 409 409 409 409 409 409'),
  'GET /api/v1/version': row('200 200 200 200 200 200 200 200'),

  // Oneself.
  'POST /api/v1/friend-requests/{user}/accept': row('401 404 404 404 404 404 404 404'),
  'POST /api/v1/friend-requests/{user}/decline': row('401 404 404 404 404 404 404 404'),
  'GET /api/v1/me': row('401 200 200 200 200 200 200 200'),
  'PATCH /api/v1/me': row('401 200 200 200 200 200 200 200', { body: { bio: 'Hello' } }),
  'DELETE /api/v1/me': row('401 403 403 403 403 403 403 403'),
  'GET /api/v1/me/blocked': row('401 200 200 200 200 200 200 200'),
  'GET /api/v1/me/followers': row('401 200 200 200 200 200 200 200'),
  'GET /api/v1/me/following': row('401 200 200 200 200 200 200 200'),
  'GET /api/v1/me/friend-requests': row('401 200 200 200 200 200 200 200'),
  'GET /api/v1/me/friend-requests/sent': row('401 200 200 200 200 200 200 200'),
  'GET /api/v1/me/friends': row('401 200 200 200 200 200 200 200'),
  'GET /api/v1/me/messaging': row('401 200 200 200 200 200 200 200'),
  'PATCH /api/v1/me/messaging': row('401 200 200 200 200 200 200 200'),
  'PUT /api/v1/me/password': row('401 403 403 403 403 403 403 403'),
  'GET /api/v1/me/tokens': row('401 200 200 200 200 200 200 200'),
  'POST /api/v1/me/tokens': row('401 201 201 201 201 201 201 201'),
  'DELETE /api/v1/me/tokens/{token}': row('401 404 404 404 404 404 404 404'),

  // People.
  'PUT /api/v1/direct/{user}': row('401 200 200 200 200 200 200 200'),
  'GET /api/v1/users': row('401 200 200 200 200 200 200 200'),
  'POST /api/v1/users': row('401 403 403 403 403 403 403 201', {
    body: { handle: 'made', password: 'correct horse battery' },
  }),
  'GET /api/v1/users/{user}': row('401 200 200 200 200 200 200 200'),
  'PATCH /api/v1/users/{user}': row('401 403 403 403 403 403 403 200', { body: { role: 'admin' } }),
  'DELETE /api/v1/users/{user}': row('401 403 403 403 403 403 403 204'),
  'PUT /api/v1/users/{user}/block': row('401 200 200 200 200 200 200 200'),
  'DELETE /api/v1/users/{user}/block': row('401 200 200 200 200 200 200 200'),
  'PUT /api/v1/users/{user}/follow': row('401 200 200 200 200 200 200 200'),
  'DELETE /api/v1/users/{user}/follow': row('401 200 200 200 200 200 200 200'),
  'PUT /api/v1/users/{user}/friend': row('401 200 200 200 200 200 200 200'),
  'DELETE /api/v1/users/{user}/friend': row('401 200 200 200 200 200 200 200'),
  'GET /api/v1/users/{user}/relation': row('401 200 200 200 200 200 200 200'),
  'PUT /api/v1/users/{user}/suspension': row('401 403 403 403 403 403 204 204'),
  'DELETE /api/v1/users/{user}/suspension': row('401 403 403 403 403 403 204 204'),

  // Rooms: the life of one.
  'GET /api/v1/rooms': row('401 200 200 200 200 200 200 200'),
  'POST /api/v1/rooms': row('401 201 201 201 201 201 201 201', { body: {} }),
  'GET /api/v1/rooms/{room}': row('401 404 404 200 200 200 200 200'),
  'PATCH /api/v1/rooms/{room}': row('401 404 404 403 403 200 403 200'),
  'DELETE /api/v1/rooms/{room}': row('401 404 404 403 403 204 403 204', { query: '?confirm=Scene' }),
  'POST /api/v1/rooms/{room}/archive': row('401 404 404 403 403 200 403 200'),
  'POST /api/v1/rooms/{room}/join': row('401 404 404 200 200 200 200 200'),
  'POST /api/v1/rooms/{room}/leave': row('401 404 404 204 204 204 204 204'),
  'GET /api/v1/rooms/{room}/members': row('401 404 404 200 200 200 200 200'),
  'GET /api/v1/rooms/{room}/presence': row('401 404 404 200 200 200 200 200'),
  'POST /api/v1/rooms/{room}/unarchive': row('401 404 404 403 403 200 403 200'),

  // Rooms: what is said.
  'GET /api/v1/rooms/{room}/changes': row('401 404 404 200 200 200 200 200'),
  'GET /api/v1/rooms/{room}/messages': row('401 404 404 200 200 200 200 200'),
  'POST /api/v1/rooms/{room}/messages': row('401 404 404 201 201 201 201 201'),
  'GET /api/v1/rooms/{room}/messages/{seq}': row('401 404 404 200 200 200 200 200'),
  'PATCH /api/v1/rooms/{room}/messages/{seq}': row('401 404 404 403 403 403 403 403'),
  'DELETE /api/v1/rooms/{room}/messages/{seq}': row('401 404 404 403 200 200 200 200'),
  'GET /api/v1/rooms/{room}/messages/{seq}/history': row('401 404 404 200 200 200 200 200'),
  'PUT /api/v1/rooms/{room}/messages/{seq}/pin': row('401 404 404 403 200 200 200 200'),
  'DELETE /api/v1/rooms/{room}/messages/{seq}/pin': row('401 404 404 403 200 200 200 200'),
  'GET /api/v1/rooms/{room}/messages/{seq}/reactions': row('401 404 404 200 200 200 200 200'),
  'PUT /api/v1/rooms/{room}/messages/{seq}/reactions/{emoji}': row('401 404 404 200 200 200 200 200'),
  'DELETE /api/v1/rooms/{room}/messages/{seq}/reactions/{emoji}': row('401 404 404 200 200 200 200 200'),
  'POST /api/v1/rooms/{room}/messages/{seq}/report': row('401 404 404 204 204 204 204 204'),
  'POST /api/v1/rooms/{room}/messages/{seq}/restore': row('401 404 404 409 409 409 409 409'),
  'GET /api/v1/rooms/{room}/pins': row('401 404 404 200 200 200 200 200'),

  // Rooms: who decides.
  'POST /api/v1/invites/accept': row('401 404 404 404 404 404 404 404', { body: { code: 'x'.repeat(32) } }),
  'POST /api/v1/invites/preview': row('404 404 404 404 404 404 404 404', { body: { code: 'x'.repeat(32) } }),
  'GET /api/v1/moderation-log': row('401 403 403 403 403 403 200 200'),
  'GET /api/v1/reports': row('401 403 403 403 403 403 200 200'),
  'GET /api/v1/reports/{report}': row('401 403 403 403 403 403 404 404'),
  'PATCH /api/v1/reports/{report}': row('401 403 403 403 403 403 409 409'),
  'GET /api/v1/rooms/{room}/allow-list': row('401 404 404 403 200 200 200 200'),
  'PUT /api/v1/rooms/{room}/allow-list/{user}': row('401 404 404 403 403 204 403 204'),
  'DELETE /api/v1/rooms/{room}/allow-list/{user}': row('401 404 404 403 403 404 403 404'),
  'GET /api/v1/rooms/{room}/block-list': row('401 404 404 403 200 200 200 200'),
  'PUT /api/v1/rooms/{room}/block-list/{user}': row('401 404 404 403 204 204 204 204'),
  'DELETE /api/v1/rooms/{room}/block-list/{user}': row('401 404 404 403 404 404 404 404'),
  'GET /api/v1/rooms/{room}/histogram': row('401 404 404 200 200 200 200 200'),
  'GET /api/v1/rooms/{room}/invites': row('401 404 404 403 200 200 200 200'),
  'POST /api/v1/rooms/{room}/invites': row('401 404 404 403 201 201 201 201'),
  'DELETE /api/v1/rooms/{room}/invites/{invite}': row('401 404 404 403 404 404 404 404'),
  'PUT /api/v1/rooms/{room}/members/{user}': row('401 404 404 403 403 204 403 204', {
    body: { role: 'moderator' },
  }),
  'DELETE /api/v1/rooms/{room}/members/{user}': row('401 404 404 403 204 204 204 204'),
  'PUT /api/v1/rooms/{room}/mutes/{user}': row('401 404 404 403 200 200 200 200'),
  'DELETE /api/v1/rooms/{room}/mutes/{user}': row('401 404 404 403 404 404 404 404'),
  'GET /api/v1/rooms/{room}/requests': row('401 404 404 403 200 200 200 200'),
  'POST /api/v1/rooms/{room}/requests': row('401 404 404 409 409 409 409 409'),
  'DELETE /api/v1/rooms/{room}/requests/{user}': row('401 404 404 403 404 404 404 404'),

  // The server.
  'POST /api/v1/admin/announcements': row('401 403 403 403 403 403 403 202'),
  'GET /api/v1/admin/audit': row('401 403 403 403 403 403 403 200'),
  'GET /api/v1/admin/invitations': row('401 403 403 403 403 403 403 200'),
  'POST /api/v1/admin/invitations': row('401 403 403 403 403 403 403 201'),
  'DELETE /api/v1/admin/invitations/{invitation}': row('401 403 403 403 403 403 403 404'),
  'PATCH /api/v1/admin/messaging': row('401 403 403 403 403 403 403 200'),
  'GET /api/v1/admin/users': row('401 403 403 403 403 403 403 200'),
  'GET /api/v1/admin/users/{user}': row('401 403 403 403 403 403 403 200'),
  'POST /api/v1/admin/users/{user}/approve': row('401 403 403 403 403 403 403 409'),
  'POST /api/v1/admin/users/{user}/decline': row('401 403 403 403 403 403 403 409'),
  'POST /api/v1/admin/users/{user}/sign-in-link': row('401 403 403 403 403 403 403 201'),
  'GET /api/v1/bots': row('401 403 403 403 403 403 403 200'),
  'POST /api/v1/bots': row('401 403 403 403 403 403 403 201', { body: { handle: 'a-bot', name: 'A bot' } }),
  'GET /api/v1/bots/{user}/tokens': row('401 403 403 403 403 403 403 404'),
  'POST /api/v1/bots/{user}/tokens': row('401 403 403 403 403 403 403 404'),
  'DELETE /api/v1/bots/{user}/tokens/{token}': row('401 403 403 403 403 403 403 404'),
};

/** Reads messages with their authors, as `MessageRow` has them; the same words on both stores. */
export const SELECT_ROW = `
  select messages.*, coalesce(users.handle, '') as author_handle, coalesce(users.name, '') as author_name,
    coalesce(users.hue, 0) as author_hue, coalesce(users.bot, 0) as author_bot
  from messages left join users on users.id = messages.author_id`;

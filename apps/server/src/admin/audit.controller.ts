import { Controller, Get, Query } from '@nestjs/common';
import { type AuditEntry, AuditPage, ListAudit } from '@parlor/contract';
import { Operation } from '../http/operation.ts';
import type { KeysetPage } from '../paging/keyset.ts';
import { AuditRepository } from './audit.repository.ts';
import { toEntry } from './audit.ts';

/** What admins and moderators did. */
@Controller('api/v1/admin/audit')
export class AuditController {
  readonly #audit: AuditRepository;

  constructor(audit: AuditRepository) {
    this.#audit = audit;
  }

  @Get()
  @Operation({
    summary: 'Read the audit',
    description:
      'For admins: what admins and moderators did to accounts, the newest first. Entries are added with what they tell, in one transaction, and never changed; each is sealed with the one before it (`digest`).',
    answer: AuditPage,
    role: 'admin',
    problems: ['invalid_input', 'forbidden'],
  })
  async list(@Query({ schema: ListAudit }) { action, ...page }: ListAudit): Promise<KeysetPage<AuditEntry>> {
    const { items, page: place } = await this.#audit.list(page, action);
    return { items: items.map(toEntry), page: place };
  }
}

-- The audit trail is sealed in batches outside the database (docs/decisions/0010-sealed-audit.md). A row's transaction tells when
-- the row is settled: whatever is below the oldest running transaction has been committed or will never be.
alter table audit add column xid xid8 not null default pg_current_xact_id();
create index audit_settled on audit (xid, id);
call iop.relay_table('audit', 'select');

alter table chart_reads
    add column id bigint generated always as identity,
    add column xid xid8 not null default pg_current_xact_id();
create index chart_reads_settled on chart_reads (xid, id);
call iop.relay_table('chart_reads', 'select');

-- The last batch that this database knows to be in the seal file: a file that ends before it was cut. One row for the whole
-- service, which is why it names no organization.
create table audit_head (
    one boolean primary key default true check (one),
    sequence bigint not null,
    line_hash bytea not null,
    sealed_at timestamptz not null
);
alter table audit_head enable row level security;
alter table audit_head force row level security;
call iop.relay_table('audit_head', 'select, insert, update');

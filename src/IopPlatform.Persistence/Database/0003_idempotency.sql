-- What was answered to a creating request, so that a repeated one is answered alike. Kept for seven days.
create table idempotency (
    organization_id uuid not null,
    subject text not null,
    key text not null,
    route text not null,
    body_hash bytea not null,
    status int not null,
    resource_id uuid not null,
    created_at timestamptz not null,
    constraint idempotency_key primary key (organization_id, subject, key)
);
create index idempotency_age on idempotency (created_at);
call iop.tenant_table('idempotency', privileges => 'select, insert');
call iop.relay_table('idempotency', 'select, delete');

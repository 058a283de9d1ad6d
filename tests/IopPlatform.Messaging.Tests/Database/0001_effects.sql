-- One row for each effect of a handled message, without any key that would hide a second one.
create table effects (
    organization_id uuid not null,
    n bigint generated always as identity,
    message_version bigint not null,
    primary key (organization_id, n)
);
call iop.tenant_table('effects');

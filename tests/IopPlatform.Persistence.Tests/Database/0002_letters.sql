-- A table with an encrypted column whose rows never change, and one whose rows do.
create table letters (
    organization_id uuid not null,
    id uuid not null,
    body text not null,
    other text,
    primary key (organization_id, id)
);
call iop.tenant_table('letters', privileges => 'select, insert');
call iop.protect('letters', 'body', 'other');

create table drafts (
    organization_id uuid not null,
    id uuid not null,
    part text not null,
    body json not null,
    version bigint not null,
    primary key (organization_id, id, part)
);
call iop.tenant_table('drafts');
call iop.protect('drafts', 'body');

-- What services have beside patients' rows: sites by their own id, and tables with a site but without a patient.
create table sites (
    organization_id uuid not null,
    id uuid not null,
    primary key (organization_id, id)
);
call iop.tenant_table('sites', site_column => 'id');

create table rooms (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    primary key (organization_id, id)
);
call iop.tenant_table('rooms', site_column => 'site_id');

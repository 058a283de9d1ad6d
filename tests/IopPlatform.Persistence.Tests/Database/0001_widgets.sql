-- A table as services have them, narrowed to sites and patients.
create table widgets (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    patient_id uuid not null,
    name text not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('widgets', site_column => 'site_id', patient_column => 'patient_id');

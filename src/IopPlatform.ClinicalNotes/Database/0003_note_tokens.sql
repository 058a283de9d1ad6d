-- The words of a note and of its addenda as keyed hashes, so that notes can be found by words which the database cannot read.
create table note_tokens (
    organization_id uuid not null,
    token bytea not null check (octet_length(token) = 16),
    note_id uuid not null,
    site_id uuid not null,
    patient_id uuid not null,
    primary key (organization_id, token, note_id),
    foreign key (organization_id, note_id) references notes (organization_id, id)
);
create index note_tokens_note on note_tokens (organization_id, note_id);
call iop.tenant_table('note_tokens', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert, delete');

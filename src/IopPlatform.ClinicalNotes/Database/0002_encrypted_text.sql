-- What clinicians wrote is encrypted from here on. Existing rows are encrypted by the migrations process, before any service
-- starts.
call iop.protect('plans', 'clinical_text');
call iop.protect('certifications', 'clinical_text');
call iop.protect('group_notes', 'clinical_text');
call iop.protect('notes', 'clinical_text');
call iop.protect('addenda', 'clinical_text');
call iop.protect('reviews', 'clinical_text');
call iop.protect('safety_tasks', 'clinical_text');
call iop.protect('discharges', 'clinical_text');

-- Signed content stays as it was signed; it may only be encrypted again, with nothing else of the row changed.
create or replace function signed_is_final() returns trigger language plpgsql as $$
begin
    if old.status <> 'draft' and (
        new.status = 'draft'
        or (new.clinical_text, new.content_hash, new.author_id, new.signed_by, new.signed_at)
            is distinct from (old.clinical_text, old.content_hash, old.author_id, old.signed_by, old.signed_at))
        and not iop.is_rekeying(old, new, array['clinical_text']) then
        raise exception 'signed content of % cannot change', tg_table_name using errcode = 'IOP02';
    end if;
    return new;
end $$;

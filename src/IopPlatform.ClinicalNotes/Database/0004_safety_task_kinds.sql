-- One response may ask for several looks: at the risk to the patient's life, at a withdrawal, at an overdose. Tasks from before
-- are of the first kind, and so are those that an instance of the version before opens during the upgrade.
alter table safety_tasks
    add column kind text not null default 'risk' check (kind in ('risk', 'withdrawal', 'overdose')),
    drop constraint safety_task_per_source,
    add constraint safety_task_per_source unique (organization_id, source_kind, source_id, kind);

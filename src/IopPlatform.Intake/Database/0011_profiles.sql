-- An instrument without a total (the Brief Addiction Monitor) has a profile: no value, and no reason for its absence either.
alter table responses
    drop constraint responses_check,
    add constraint responses_score check (
        case when value is not null or band = 'profile' then unscorable_reason is null else unscorable_reason is not null end);

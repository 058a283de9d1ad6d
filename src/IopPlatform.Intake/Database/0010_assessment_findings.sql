-- Which edition an assessment was rated along, and what else it found. Null means that it was not asked.
alter table assessments
    add column edition text not null default '3' check (edition in ('3', '4')),
    add column functioning text check (functioning in ('none', 'mild', 'moderate', 'severe')),
    add column violence_risk text check (violence_risk in ('none', 'low', 'moderate', 'high')),
    add column attempt_within_year boolean,
    add column complicated_withdrawal_before boolean,
    add column overdose_within_year boolean,
    add column caregiver_takes_part boolean,
    add column weight_percent int check (weight_percent between 20 and 400),
    add column medically_stable boolean,
    add column meal_support text check (meal_support in ('none', 'some', 'most', 'all'));

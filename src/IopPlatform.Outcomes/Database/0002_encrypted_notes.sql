-- Notes on follow-ups are encrypted from here on. Existing rows are encrypted by the migrations process, before any service
-- starts.
call iop.protect('follow_ups', 'note');

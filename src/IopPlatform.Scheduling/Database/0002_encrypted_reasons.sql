-- Reasons in people's own words are encrypted from here on. Existing rows are encrypted by the migrations process, before any
-- service starts.
call iop.protect('sessions', 'cancel_reason');
call iop.protect('attendance', 'reason');
call iop.protect('attendance_history', 'reason');

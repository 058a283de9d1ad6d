-- What people wrote or answered is encrypted from here on. Existing rows are encrypted by the migrations process, before any
-- service starts.
call iop.protect('referrals', 'reason', 'close_reason', 'referred_to');
call iop.protect('referral_bundles', 'content');
call iop.protect('responses', 'answers', 'safety_findings');
call iop.protect('assessments', 'dimensions');
call iop.protect('determinations', 'facts', 'recommendation', 'rationale', 'departure_reason');

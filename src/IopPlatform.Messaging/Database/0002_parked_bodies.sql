-- A parked message may carry what its event says about a patient, and it may lie here for long.
call iop.protect('parked_messages', 'body');

-- Nothing asks for audit rows by the message whose effect they are.
drop index audit_source;

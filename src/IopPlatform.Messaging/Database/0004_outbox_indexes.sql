-- Nothing asks for an outbox row by its message, and every row pays for the index twice: when it is written and when it is marked.
drop index outbox_message;

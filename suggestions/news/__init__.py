"""Who is told what: from a row of the history to messages in the outbox, in one place."""

"""公文: what each kind of paper says, composed from the record as lines."""

"""Topics: lists, one topic, the shelf, the machine's runs and what they propose."""

"""入户走访 at the desk: rounds and their lists for the office, doors for whoever goes round."""

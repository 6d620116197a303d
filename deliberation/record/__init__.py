"""What leaves of the record so that anybody can check it."""

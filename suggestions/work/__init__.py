"""Background work, clocks and the channels by which news leaves."""

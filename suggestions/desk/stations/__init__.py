"""征集站 at the desk: the office sets them up and closes them, a keeper keeps the own one right."""

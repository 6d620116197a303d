"""台账 at the desk: a month of a council or an area, as page and as file."""

"""缺项清单 at the desk: brought in from a sheet, crossed off by resolutions and projects."""

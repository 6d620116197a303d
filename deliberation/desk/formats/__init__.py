"""协商形式 at the desk: kept by administrators, chosen by councils, gone through by meetings."""

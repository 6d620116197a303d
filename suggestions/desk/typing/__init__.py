"""纸质答卷 at the desk: typed once or twice, and settled where two typings differ."""

"""区域边界: uploaded by administrators."""

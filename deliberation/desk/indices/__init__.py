"""睦邻指数: its indicators, and figures that somebody disputes."""

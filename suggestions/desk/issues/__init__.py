"""类问题: issues above topics, at the desk."""

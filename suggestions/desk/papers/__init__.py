"""公文: the list, one paper with its versions and files, the buttons that draw them up."""

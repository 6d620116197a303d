"""What anybody may take away as data: data sets, their interface, feeds, pictures to share."""

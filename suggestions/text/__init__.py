"""What the product knows of Chinese text: search, likeness, kinds, routing; one door to `nlp`."""

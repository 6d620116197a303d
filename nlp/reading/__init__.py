"""From texts to words and numbers: cleaning, cutting, weighing, what headlines mean."""

"""The kit of both desks: who may enter, listings, columns, forms, verbs, downloads, history."""

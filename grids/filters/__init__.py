"""How the lists of places are narrowed."""

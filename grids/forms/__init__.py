"""What the pages of places ask for."""

"""What comes in through the pages of who answers."""

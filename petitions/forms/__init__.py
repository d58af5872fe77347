"""What comes in: forms of the actions and of the intake."""

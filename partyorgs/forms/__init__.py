"""What is asked of whoever keeps organisations."""

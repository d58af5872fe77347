"""What people see of places."""

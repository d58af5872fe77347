"""What people meet: each view finds, asks, does and shows; rules and words live below."""

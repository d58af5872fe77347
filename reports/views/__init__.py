"""The year in the browser: each view finds, asks, does and shows; rules and figures live below."""

"""The pages of who answers, a module a topic."""

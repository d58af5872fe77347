"""Petitions from files: what their columns mean, and taking their rows in. core.importing opens and reads them.

maps says what the columns mean, rows turns one into a submission, runs takes them in, templates is the empty file to
start from, uploads brings a file from the browser to a worker.
"""

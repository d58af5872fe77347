"""Petitions from files: what a file may look like, what its columns mean, and taking its rows in.

tables (csvfiles, workbooks) read rows, maps says what their columns mean, rows turns one into a submission, runs takes
them in, errorsheets gives back what could not be taken, templates is the empty file to start from, uploads brings a
file from the browser to a worker.
"""

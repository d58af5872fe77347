"""Files of rows, whatever they are about: opened safely, read row by row, given back where they could not be taken.

tables (csvfiles, workbooks, geojson) read rows, cells turns a cell into a value, headings refuses columns that must not
be kept, errorsheets and returned give the faulty rows back, sealed keeps what was uploaded, progress ties a run to its
bar. What is kept by key is a register: registers says what one knows of itself, entries reads its rows, runs takes a
file through it, templates is the empty file to start from.
"""

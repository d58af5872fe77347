"""Files of rows, whatever they are about: opened safely, read row by row, given back where they could not be taken.

tables (csvfiles, workbooks) read rows, cells turns a cell into a value, headings refuses columns that must not be kept,
errorsheets gives the faulty rows back, sealed keeps what was uploaded, progress ties a run to its bar.
"""

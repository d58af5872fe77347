"""Areas, grids and what lies in them from files: which columns, which rules. core.importing takes the file through."""

from grids.importing.areas import Areas
from grids.importing.gridfiles import Grids
from grids.importing.inner import InnerPlaces
from grids.importing.overlays import LegacyGrids, Overlays

REGISTERS = (Areas, Grids, InnerPlaces, Overlays, LegacyGrids)

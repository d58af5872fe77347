"""Files of who answers, and the door by which all files of the governance basis come in: page and command."""

from grids.importing import REGISTERS as PLACES
from partyorgs.importing.departments import Departments
from partyorgs.importing.organizations import Organizations
from partyorgs.importing.posts import Posts

REGISTERS = {register.name: register for register in (*PLACES, Organizations, Departments, Posts)}

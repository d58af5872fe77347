"""How fast the portal is, on this machine, each figure beside something measured in the same run: `make bench`."""

"""Pages: five to fifteen lines a route, one file per area, all behind doors that say who may."""

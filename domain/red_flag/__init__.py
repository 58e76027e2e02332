"""Red flags (资金线索): what may be wrong with a centre's money, for whoever looks into it."""

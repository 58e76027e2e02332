"""Relations (关联关系) of a centre's people with those whom it pays; the centre never sees them."""

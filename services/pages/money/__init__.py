"""Pages about money: traces with their Sankey diagram, and one line with all its evidence."""

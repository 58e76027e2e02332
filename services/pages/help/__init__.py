"""Pages of help: the guide to each act, the interface for programs, the components of pages."""

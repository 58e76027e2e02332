"""Signs that a process can do its work: its threads, its disk, its clock."""

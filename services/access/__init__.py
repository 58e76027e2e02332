"""Access control: the policy of who may see what, and its use on cases, lists, events and files."""

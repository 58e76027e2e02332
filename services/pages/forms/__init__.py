"""Forms for every command, made from its type: filled in, checked by the rules, done."""

"""The attacks, a file each; the file's name is the attack's."""

"""The command line, a module a command. Only here anything is printed or exits."""

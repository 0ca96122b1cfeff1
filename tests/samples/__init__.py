"""Files of every kind that is read, each made by a program of that kind where one can be had."""

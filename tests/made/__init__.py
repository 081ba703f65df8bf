"""Small files of many formats, made for tests. People and firms in them are invented."""

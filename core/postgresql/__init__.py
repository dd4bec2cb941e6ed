"""Django's PostgreSQL engine, for web servers that hold a pool of connections."""

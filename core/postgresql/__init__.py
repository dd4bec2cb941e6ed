"""Django's PostgreSQL engine, for web servers with a pool of connections."""

"""How gunicorn serves the site; `gunicorn cluster_site.wsgi` reads this by itself."""

from core.environment import env

# With several threads, one slow request keeps nobody waiting, /healthz least of all. Each thread may hold
# one connection to the database, and sending mail another: DATABASE_POOL_SIZE is at least one more.
workers = env.int("WEB_CONCURRENCY", 2)
threads = 4
# loaded once, before there are workers: what can't start ends at once, with one line
preload_app = True
control_socket_disable = True

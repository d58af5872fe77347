"""How gunicorn runs the portal, in every mode: `gunicorn -c python:config.gunicorn config.wsgi`."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = 4
graceful_timeout = 10
control_socket_disable = True  # it would lie in the home directory, which a service has not
accesslog = "-"
access_log_format = '%(t)s %(h)s "%(r)s" %(s)s %(b)s bytes %(M)s ms [%({x-request-id}o)s]'

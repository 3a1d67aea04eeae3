#!/bin/sh
# One image, three roles: web, worker, beat. Anything else is run as it stands, e.g. `manage.py createsuperuser`.
set -eu
case "${1:-web}" in
  web)
    python manage.py prepare --wait 120
    exec gunicorn lms.wsgi --bind 0.0.0.0:8000 --workers "${WEB_WORKERS:-2}" --threads 4 \
      --worker-tmp-dir /dev/shm --max-requests 10000 --max-requests-jitter 1000 --no-control-socket
    ;;
  worker)
    python manage.py wait_for_database
    [ -z "${CREDENTIAL_SECRET_FILE:-}${CREDENTIAL_SECRET:-}" ] || python manage.py credential_keys create
    exec celery -A lms worker --loglevel "${LOG_LEVEL:-WARNING}" --concurrency "${WORKER_PROCESSES:-2}"
    ;;
  beat)
    python manage.py wait_for_database
    exec celery -A lms beat --loglevel "${LOG_LEVEL:-WARNING}" --pidfile= --schedule /tmp/beat-schedule
    ;;
  healthy)
    exec python docker/healthy.py
    ;;
  manage.py)
    exec python "$@"
    ;;
  *)
    exec "$@"
    ;;
esac

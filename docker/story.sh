#!/bin/sh
# Bring the containers up from nothing under a name of their own, play the first story against them, take them down.
# COMPOSE is the command to use, e.g. COMPOSE="docker compose".
set -eu
cd "$(dirname "$0")/.."
PORT=${PORT:-8170}
export PUBLIC_HOST=localhost PUBLISH="127.0.0.1:$PORT" SITE_URL="http://localhost:$PORT" HTTPS=false TRUSTED_PROXIES=0
export MAIL_PORT=$((PORT + 1)) EMAIL_HOST=mail EMAIL_PORT=1025
docker/make-secrets
compose() {
  ${COMPOSE:-docker compose} -p genomic-literacy-story -f docker/compose.yaml -f docker/compose.story.yaml "$@"
}
trap 'compose down --volumes >/dev/null 2>&1' EXIT
compose up -d --build
latest=$(($(date +%s) + ${WITHIN:-240}))
until compose exec -T web docker/entrypoint.sh healthy >/dev/null 2>&1; do
  [ "$(date +%s)" -lt "$latest" ] || { compose logs; exit 1; }
  sleep 3
done
# the story's second person looks at exact numbers: an administrator, made as docs/running.md says
password=$(head -c 24 /dev/urandom | base64)
compose exec -T -e "DJANGO_SUPERUSER_PASSWORD=$password" web \
  python manage.py createsuperuser --noinput --email admin@example.org
.venv/bin/python -m tests.story --site "$SITE_URL" --mail "http://localhost:$MAIL_PORT/" \
  --watcher admin@example.org --watcher-password "$password" || { compose logs; exit 1; }

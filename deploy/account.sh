#!/bin/bash
# Make the service's account, or set its password anew. What the service may do: docs/elasticsearch.md.
set -euo pipefail

if [[ ! $SERVICE_PASSWORD =~ ^[A-Za-z0-9_-]{12,}$ ]]; then
  echo "SERVICE_PASSWORD 只能用字母、数字、_ 和 -，至少 12 个字符；请改正 .env。" >&2
  exit 1
fi

put() {
  curl -sS --fail-with-body --retry 5 --retry-connrefused --cacert /ca/ca.crt -u "elastic:$ELASTIC_PASSWORD" \
    -H "Content-Type: application/json" -X PUT "https://elasticsearch:9200/$1" -d "$2"
  echo
}

put _security/role/faju '{
  "cluster": ["monitor"],
  "indices": [{"names": ["faju-*"], "privileges": ["manage", "read", "write"]}]
}'
put _security/user/faju "{\"password\": \"$SERVICE_PASSWORD\", \"roles\": [\"faju\"]}"

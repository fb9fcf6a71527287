#!/bin/bash
# Make a certificate for the node, once. Runs as root in the image of Elasticsearch, without a network.
# To make another (these last ten years): docker compose down, remove the volumes `ca` and `certificates`, up.
set -euo pipefail

if [ ! -f /certificates/node.key ]; then
  work=$(mktemp -d)
  bin/elasticsearch-certutil ca --silent --pem --days 3650 --out "$work/ca.zip"
  unzip -q "$work/ca.zip" -d "$work"
  bin/elasticsearch-certutil cert --silent --pem --days 3650 --name node \
    --dns elasticsearch --dns localhost --ip 127.0.0.1 \
    --ca-cert "$work/ca/ca.crt" --ca-key "$work/ca/ca.key" --out "$work/node.zip"
  unzip -q "$work/node.zip" -d "$work"
  cp "$work/ca/ca.crt" /ca/ca.crt
  cp "$work/ca/ca.crt" "$work/node/node.crt" /certificates/
  cp "$work/node/node.key" /certificates/node.key  # last: it says that all is there
  rm -rf "$work"
fi
# The node runs as user 1000; the service, under any user, reads the authority's certificate only.
chown -R 1000:0 /certificates /snapshots
chmod 750 /certificates /snapshots
chmod 640 /certificates/*
chmod 755 /ca
chmod 644 /ca/ca.crt

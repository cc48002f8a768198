#!/bin/bash
set -euo pipefail
for role in reader writer; do
    psql -c "CREATE ROLE ${role}"   # one by one
done

{{/* nginx for a read-only root and an unprivileged user: everything that it writes is under /tmp. */}}
{{- define "leanvibe.nginxConf" -}}
# As many as the CPU limit is worth; "auto" would count the node's cores.
worker_processes 2;
error_log /dev/stderr warn;
pid /tmp/nginx.pid;
events {
    worker_connections 1024;
}
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log /dev/stdout;
    server_tokens off;
    client_body_temp_path /tmp/client-body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    keepalive_timeout {{ .Values.gateway.keepAliveSeconds }}s;
    map $http_upgrade $connection_upgrade {
        default upgrade;
        "" "";
    }
    upstream api {
        server {{ include "leanvibe.name" (dict "root" . "name" "api") }}:{{ .Values.api.port }};
        keepalive 32;
        # Like any gateway: shorter than the API keeps a connection, else a request may meet one that is just being closed.
        keepalive_timeout {{ .Values.gateway.idleTimeoutSeconds }}s;
    }
    {{- if .Values.frontend.otherColour.enabled }}
    # The resolver, which the start command writes; without it only the way to the other colour is lost.
    include /tmp/resolver*.conf;
    {{- end }}
    server {
        listen {{ .Values.frontend.port }};
        root /usr/share/nginx/html;
        location = {{ .Values.frontend.probes.readiness.path }} {
            access_log off;
            return 200 "ok\n";
        }
        location /api/ {
            proxy_pass http://api;
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_read_timeout {{ .Values.api.drain.longestRequestSeconds }}s;
        }
        # The bundler puts a hash of the content into these names: what a name stands for never changes.
        location /assets/ {
            add_header Cache-Control "public, max-age=31536000, immutable";
            try_files $uri {{ if .Values.frontend.otherColour.enabled }}@other_colour{{ else }}@missing{{ end }};
        }
        {{- if .Values.frontend.otherColour.enabled }}
        # A page that the other colour served asks for that colour's files here once traffic has moved. The header ends the search
        # after one step. The name is looked up for each request, so that nginx also starts without the other colour.
        location @other_colour {
            if ($http_x_leanvibe_asked_by) {
                return 404;
            }
            set $other {{ printf "leanvibe-frontend-%s.%s.svc.%s" (include "leanvibe.otherColour" .) .Release.Namespace .Values.frontend.otherColour.clusterDomain }};
            proxy_pass http://$other:{{ .Values.frontend.port }};
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header X-Leanvibe-Asked-By {{ .Values.colour }};
            proxy_connect_timeout 2s;
            proxy_read_timeout 10s;
            proxy_intercept_errors on;
            error_page 400 403 404 405 416 500 502 503 504 = @missing;
        }
        {{- end }}
        # A miss may be a hit a moment later, when the other colour is there: nobody may remember it.
        location @missing {
            add_header Cache-Control "no-store" always;
            return 404;
        }
        # Names without a hash, the page itself among them, are asked for anew each time.
        location / {
            add_header Cache-Control "no-cache";
            try_files $uri /index.html;
        }
    }
}
{{- end }}

{{/*
How nginx starts when it must find the other colour at run time: it takes no resolver from /etc/resolv.conf by itself
(https://nginx.org/en/docs/http/ngx_http_core_module.html#resolver).
*/}}
{{- define "leanvibe.nginxStart" -}}
command:
  - /bin/sh
  - -c
  - |
    servers=
    while read -r key address rest; do
      [ "$key" = nameserver ] && [ -n "$address" ] || continue
      case $address in *:*:*) address="[$address]" ;; esac
      servers="$servers $address"
    done < /etc/resolv.conf
    [ -z "$servers" ] || echo "resolver$servers valid=10s;" > /tmp/resolver.conf
    exec nginx -g "daemon off;"
{{- end }}

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
    }
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
        location / {
            try_files $uri /index.html;
        }
    }
}
{{- end }}
